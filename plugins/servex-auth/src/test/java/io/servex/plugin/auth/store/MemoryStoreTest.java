package io.servex.plugin.auth.store;

class MemoryStoreTest extends AuthStoreContract {
  @Override
  AuthStore open() {
    return new MemoryStore(clock);
  }
}
