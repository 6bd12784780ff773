package io.servex.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.servex.api.dump.DumpSink;
import io.servex.api.dump.DumpSinkProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a dump sink owes the gateway.
 *
 * @param <C> the configuration record
 */
public abstract class DumpSinkContract<C extends Record>
    extends ComponentContract<DumpSinkProvider<C>, C> {
  private static final int RECORDS = 200;

  /** For test classes. */
  protected DumpSinkContract() {}

  /**
   * The lines that arrived where the sink of {@link #config()} writes to.
   *
   * @return the lines without their line feeds
   * @throws IOException if they cannot be read
   */
  protected abstract List<String> arrived() throws IOException;

  @Override
  Object createAny() throws IOException {
    return create();
  }

  private DumpSink create() throws IOException {
    var created = provider().create(config(), context());
    assertNotNull(created, "created nothing");
    return created;
  }

  /** What was flushed has arrived, complete and in order. */
  @Test
  public void bringsEveryRecordToItsPlace() throws IOException {
    var sent = new ArrayList<String>();
    try (var sink = create()) {
      for (var i = 0; i < RECORDS; i++) {
        sent.add(write(sink, i));
        if (i % 7 == 0) {
          sink.flush();
        }
      }
      sink.flush();

      assertEquals(sent, arrived());
    }
  }

  /** A flush without a record between, and an end without any, are nothing special. */
  @Test
  public void flushesWhereThereIsNothing() throws IOException {
    var sink = create();
    sink.flush();
    sink.flush();
    var sent = write(sink, 1);
    sink.flush();
    sink.flush();
    sink.close();

    assertEquals(List.of(sent), arrived());
  }

  /** A record is read during the call that it was passed to, and not kept. */
  @Test
  public void keepsNoRecord() throws IOException {
    try (var sink = create()) {
      var record = new TestRecord(1);
      sink.write(record);
      record.end();
      var sent = write(sink, 2);
      sink.flush();

      assertEquals(List.of(record.text(), sent), arrived());
    }
  }

  private static String write(DumpSink sink, int number) throws IOException {
    var record = new TestRecord(number);
    sink.write(record);
    record.end();
    return record.text();
  }
}
