package io.servex.server.discovery;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the addresses of hosts, and how long they are good.
 *
 * <p>Names in the system's {@code hosts} are the system's to resolve, as are names that no name
 * server knows: there may be other sources. Everything else is asked of name servers, which say how
 * long an answer is good. Where a host has addresses of both families, those of version 4 count:
 * not every network has a way for the others.
 *
 * <p><b>Threading:</b> blocks; may be called from any number of threads.
 */
public final class HostNames {
  private final @Nullable SystemResolver system;
  private final DnsClient client;
  private final Duration otherwise;

  /**
   * Asks name servers.
   *
   * @param servers which ones; none for those of the system
   * @param timeout the limit of each question
   * @param otherwise how long an answer is good that does not say so
   */
  public HostNames(List<InetSocketAddress> servers, Duration timeout, Duration otherwise) {
    this.system = servers.isEmpty() ? SystemResolver.read() : null;
    this.client = new DnsClient(system == null ? servers : system.servers(), timeout);
    this.otherwise = otherwise;
  }

  /**
   * Finds the addresses of a host.
   *
   * @return at least one, always in the same order
   * @throws UnknownHostException if there is no such host
   * @throws IOException if that cannot be told at the moment
   */
  public Refresher.Fresh<List<InetAddress>> find(String host) throws IOException {
    var of = system;
    if (of == null) {
      return byServers(List.of(host));
    }
    var name = host.toLowerCase(Locale.ROOT);
    if (of.servers().isEmpty() || of.hosts().contains(name) || name.endsWith("localhost")) {
      return bySystem(host);
    }
    try {
      return byServers(of.candidates(host));
    } catch (UnknownHostException e) {
      return bySystem(host);
    }
  }

  private Refresher.Fresh<List<InetAddress>> bySystem(String host) throws UnknownHostException {
    var all = InetAddress.getAllByName(host);
    var four = Arrays.stream(all).anyMatch(Inet4Address.class::isInstance);
    var same =
        Arrays.stream(all).filter(address -> !four || address instanceof Inet4Address).toList();
    return new Refresher.Fresh<>(ordered(same), otherwise);
  }

  private Refresher.Fresh<List<InetAddress>> byServers(List<String> names) throws IOException {
    for (var name : names) {
      for (var type : new int[] {DnsMessage.A, DnsMessage.AAAA}) {
        try {
          var answer = client.ask(name, type);
          var addresses =
              answer.records().stream()
                  .filter(DnsMessage.Data.Address.class::isInstance)
                  .map(data -> ((DnsMessage.Data.Address) data).address())
                  .toList();
          if (!addresses.isEmpty()) {
            return new Refresher.Fresh<>(ordered(addresses), Duration.ofSeconds(answer.seconds()));
          }
        } catch (UnknownHostException e) {
          break;
        }
      }
    }
    throw new UnknownHostException(names.getLast() + ": no address");
  }

  /** Name servers answer in another order each time; that is no change. */
  private static List<InetAddress> ordered(List<InetAddress> addresses) {
    return addresses.stream()
        .distinct()
        .sorted(Comparator.comparing(InetAddress::getAddress, Arrays::compareUnsigned))
        .toList();
  }
}
