/**
 * A configuration put together in Java. Values enter, typed where YAML has text; maps of keys
 * leave, which are bound and checked by the same records as a file. Start reading at {@link
 * io.servex.server.embed.ProxyConfig}.
 */
package io.servex.server.embed;
