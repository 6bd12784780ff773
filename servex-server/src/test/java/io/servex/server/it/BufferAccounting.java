package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.core.DataPlane;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Holds each test of a class to this: the buffers that it took are given back when it ends. */
final class BufferAccounting implements BeforeEachCallback, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(BufferAccounting.class);
  private static final String BEFORE = "before";

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(NAMESPACE).put(BEFORE, DataPlane.liveBytes());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    var before = context.getStore(NAMESPACE).get(BEFORE, Long.class);

    await()
        .untilAsserted(() ->
            assertThat(DataPlane.liveBytes())
                .as("bytes of buffers that live")
                .isLessThanOrEqualTo(before));
  }
}
