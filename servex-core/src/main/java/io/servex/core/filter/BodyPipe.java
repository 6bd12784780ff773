package io.servex.core.filter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.servex.api.filter.BodyTransformer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The transformers that one body passes through.
 *
 * <p><b>Threading:</b> confined to the event loop of the exchange.
 */
public final class BodyPipe implements AutoCloseable {
  private final List<BodyTransformer> transformers;
  private final List<Integer> owners;
  private int current;
  private boolean unflushed;
  private boolean closed;

  /** What is asked of the transformers beside taking a part. */
  private enum Step {
    PART,
    FLUSH,
    END
  }

  /**
   * Makes a pipe.
   *
   * @param transformers in the order of the way
   * @param owners the filter of each, by its place in the chain
   */
  BodyPipe(List<BodyTransformer> transformers, List<Integer> owners) {
    this.transformers = List.copyOf(transformers);
    this.owners = List.copyOf(owners);
  }

  /**
   * Makes a pipe of what filters of a chain gave, each behind whatever is around its filter.
   *
   * @param chain the filters
   * @param transformers in the order of the way
   * @param owners the filter of each, by its place in the chain
   */
  static BodyPipe of(FilterChain chain, List<BodyTransformer> transformers, List<Integer> owners) {
    var placed = new ArrayList<BodyTransformer>(transformers.size());
    for (var i = 0; i < transformers.size(); i++) {
      placed.add(chain.slot(owners.get(i)).around(transformers.get(i)));
    }
    return new BodyPipe(placed, owners);
  }

  /**
   * Transforms a part. <b>Ownership</b> of it passes here, and that of the result to the caller.
   *
   * @param part possibly empty
   * @param last whether the body ends with it
   * @return the result, possibly empty
   */
  public ByteBuf transform(ByteBuf part, boolean last) {
    unflushed = !last;
    return through(part, last ? Step.END : Step.PART);
  }

  /** What the transformers hold back and a client may wait for, possibly nothing. */
  public ByteBuf flush() {
    if (!unflushed) {
      return Unpooled.EMPTY_BUFFER;
    }
    unflushed = false;
    return through(Unpooled.EMPTY_BUFFER, Step.FLUSH);
  }

  private ByteBuf through(ByteBuf part, Step step) {
    var bytes = part;
    for (current = 0; current < transformers.size(); current++) {
      var transformer = transformers.get(current);
      var result = bytes.alloc().directBuffer(Math.max(64, bytes.readableBytes()));
      var out = new Out(result);
      try {
        if (bytes.isReadable()) {
          transformer.part(bytes.nioBuffer().asReadOnlyBuffer(), out);
        }
        switch (step) {
          case PART -> {}
          case FLUSH -> transformer.flush(out);
          case END -> transformer.end(out);
        }
        bytes.release();
        bytes = result;
      } catch (Throwable e) {
        bytes.release();
        result.release();
        throw e;
      }
    }
    return bytes;
  }

  /** The place of the filter whose transformer was asked last. */
  int owner() {
    return owners.get(current);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      transformers.forEach(BodyTransformer::close);
    }
  }

  /** Collects what a transformer writes. */
  private record Out(ByteBuf result) implements BodyTransformer.Out {
    @Override
    public void write(ByteBuffer bytes) {
      result.writeBytes(bytes);
    }
  }
}
