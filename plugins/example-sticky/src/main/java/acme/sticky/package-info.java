/** A strategy that goes by a header field. Start reading at {@link acme.sticky.StickyProvider}. */
package acme.sticky;
