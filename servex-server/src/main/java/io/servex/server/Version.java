package io.servex.server;

/** The version of the program, as it was built. */
final class Version {
  private Version() {}

  static String text() {
    var module = Version.class.getModule();
    var descriptor = module.getDescriptor();
    return descriptor == null ? "development" : descriptor.rawVersion().orElse("development");
  }
}
