package io.servex.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.servex.api.filter.FilterProvider;
import io.servex.api.plugin.ByteSize;
import io.servex.api.plugin.Choice;
import io.servex.api.plugin.ComponentProvider;
import io.servex.api.plugin.PluginContext;
import io.servex.api.plugin.Secret;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every kind of component owes the gateway. Test classes extend the contract of their kind,
 * not this one.
 *
 * @param <P> the provider of the kind
 * @param <C> the configuration record
 */
public abstract class ComponentContract<P extends ComponentProvider<C>, C extends Record> {
  private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9_-]*(\\.[a-z][a-z0-9_-]*)*");
  private static final Set<Class<?>> SINGLE =
      Set.of(
          String.class,
          Duration.class,
          ByteSize.class,
          URI.class,
          Path.class,
          Secret.class,
          Choice.class,
          Pattern.class,
          Boolean.class,
          Integer.class,
          Long.class,
          Double.class);

  private final TestContext context = new TestContext();

  /** For the contracts of this package. */
  ComponentContract() {}

  /**
   * The provider under test.
   *
   * @return a new one, or always the same
   */
  protected abstract P provider();

  /**
   * A configuration that works.
   *
   * @return equal ones, whenever it is asked for
   */
  protected abstract C config();

  /**
   * What the component is created with.
   *
   * @return a context, closed after each test
   */
  protected PluginContext context() {
    return context;
  }

  /** Creates a component with the context and the configuration. */
  abstract Object createAny() throws Exception;

  /** Ends what a test began. */
  @AfterEach
  public void closeContext() {
    context.close();
  }

  /** The type can be written in YAML, and is always the same. */
  @Test
  public void hasATypeThatYamlCanName() {
    var type = provider().type();

    assertTrue(
        TYPE.matcher(type).matches(), type + " (expected: lower-case words, as in acme.sticky)");
    assertEquals(type, provider().type());
  }

  /** The configuration is a record of types that YAML can be bound to. */
  @Test
  public void hasARecordThatYamlCanBeBoundTo() {
    var type = provider().configType();

    assertTrue(type.isRecord(), type + " (expected: a record)");
    assertSame(type, config().getClass());
    bindable(type);
    for (var component : type.getRecordComponents()) {
      var name = component.getName();
      assertTrue(
          !name.equals("type") && !(name.equals("mode") && provider() instanceof FilterProvider<?>),
          name + " (expected: another name, this key is the gateway's own)");
    }
  }

  private static void bindable(Class<?> record) {
    for (var component : record.getRecordComponents()) {
      assertTrue(
          bindable(component.getGenericType()),
          component + " (expected: a type that YAML can be bound to)");
    }
  }

  private static boolean bindable(Type type) {
    if (type instanceof ParameterizedType several) {
      var arguments = several.getActualTypeArguments();
      return Set.of(Optional.class, List.class, Map.class).contains(several.getRawType())
          && bindable(arguments[arguments.length - 1]);
    }
    if (!(type instanceof Class<?> single)) {
      return false;
    }
    if (single.isRecord() && single != ByteSize.class) {
      bindable(single);
      return true;
    }
    return single.isPrimitive() || single.isEnum() || SINGLE.contains(single);
  }

  /** A configuration that is taken apart and put together again is the same. */
  @Test
  public void keepsItsConfigurationOverARoundTrip() throws Exception {
    var config = config();
    var components = config.getClass().getRecordComponents();
    var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    var constructor = config.getClass().getDeclaredConstructor(types);
    constructor.setAccessible(true);
    var values = new Object[components.length];
    for (var i = 0; i < values.length; i++) {
      components[i].getAccessor().setAccessible(true);
      values[i] = components[i].getAccessor().invoke(config);
    }

    assertEquals(config, constructor.newInstance(values));
  }

  /** A component that can be closed can be closed twice, and one that was never used too. */
  @Test
  public void canBeClosedTwice() throws Exception {
    var component = createAny();

    assertNotNull(component, "created nothing");
    if (component instanceof AutoCloseable closeable) {
      closeable.close();
      closeable.close();
    }
  }
}
