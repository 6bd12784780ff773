/** Says which other origins may use what the gateway serves, and answers those who ask first. */
@org.jspecify.annotations.NullMarked
package io.servex.plugin.cors;
