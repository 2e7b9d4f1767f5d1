package dev.heartwood.testing;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.slf4j.event.Level;

/**
 * JUnit's side of {@link CaptureLogs}. Registered by the annotation, by {@code @ExtendWith}, or as
 * a field:
 *
 * <pre>{@code
 * @RegisterExtension
 * final LogCaptureExtension capture =
 *     LogCaptureExtension.builder().level(Level.DEBUG, "com.shop").failOnError().build();
 * }</pre>
 *
 * <p><b>Threads:</b> one instance serves all tests of its class, also at the same time.
 */
public final class LogCaptureExtension
    implements ParameterResolver,
        InvocationInterceptor,
        BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(LogCaptureExtension.class);

  private final @Nullable CaptureConfig config;

  /** As the {@link CaptureLogs} annotation of the test or its class says, if there is one. */
  public LogCaptureExtension() {
    this(null);
  }

  private LogCaptureExtension(@Nullable CaptureConfig config) {
    this.config = config;
  }

  public static LogCaptureExtension with(CaptureConfig config) {
    return new LogCaptureExtension(config);
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * The logs of the test that the current thread works for.
   *
   * @throws IllegalStateException if it works for none
   */
  public CapturedLogs logs() {
    CaptureScope current = CaptureHub.of(Slf4j.context()).current();
    if (current == null) {
      throw new IllegalStateException(
          "thread " + Thread.currentThread().getName() + " works for no test");
    }
    return new CapturedLogs(() -> current);
  }

  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD; // the constructor belongs to its test
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == CapturedLogs.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return capture(context).logs();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    capture(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    capture(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    capture(context).check();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    capture(context).check();
  }

  @Override
  public <T> T interceptTestClassConstructor(
      Invocation<T> invocation,
      ReflectiveInvocationContext<Constructor<T>> constructor,
      ExtensionContext context)
      throws Throwable {
    return within(context, invocation);
  }

  @Override
  public void interceptBeforeAllMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    within(context, invocation);
  }

  @Override
  public void interceptBeforeEachMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    within(context, invocation);
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    within(context, invocation);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    within(context, invocation);
  }

  @Override
  public <T> T interceptTestFactoryMethod(
      Invocation<T> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    return within(context, invocation);
  }

  /** A dynamic test shares the logs that its factory was given. */
  @Override
  public void interceptDynamicTest(
      Invocation<@Nullable Void> invocation,
      DynamicTestInvocationContext dynamicTest,
      ExtensionContext context)
      throws Throwable {
    within(factory(context), invocation);
  }

  @Override
  public void interceptAfterEachMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    within(context, invocation);
  }

  @Override
  public void interceptAfterAllMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    within(context, invocation);
  }

  /** Whatever thread JUnit runs the code on, which need not be the one that prepared the test. */
  private <T extends @Nullable Object> T within(ExtensionContext context, Invocation<T> invocation)
      throws Throwable {
    CaptureScope.Entry entered = capture(context).enter();
    try {
      return invocation.proceed();
    } finally {
      entered.close();
    }
  }

  @SuppressWarnings("deprecation") // only in JUnit 6, whose replacement 5 does not have
  private TestCapture capture(ExtensionContext context) {
    return Objects.requireNonNull(
        context
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(
                context.getUniqueId(),
                id -> new TestCapture(context, configOf(context)),
                TestCapture.class));
  }

  private static ExtensionContext factory(ExtensionContext dynamicTest) {
    ExtensionContext context = dynamicTest;
    while (context.getElement().filter(Method.class::isInstance).isEmpty()
        && context.getParent().isPresent()) {
      context = context.getParent().get();
    }
    return context;
  }

  private CaptureConfig configOf(ExtensionContext context) {
    if (config != null) {
      return config;
    }
    Optional<ExtensionContext> at = Optional.of(context);
    while (at.isPresent()) {
      Optional<CaptureLogs> annotation =
          AnnotationSupport.findAnnotation(at.get().getElement(), CaptureLogs.class);
      if (annotation.isPresent()) {
        return configOf(annotation.get(), at.get().getElement().orElseThrow());
      }
      at = at.get().getParent();
    }
    return CaptureConfig.DEFAULT;
  }

  private static CaptureConfig configOf(CaptureLogs annotation, AnnotatedElement element) {
    Level[] levels = annotation.level();
    if (levels.length > 1) {
      throw new IllegalArgumentException(
          "@CaptureLogs takes at most one level, was %d on %s".formatted(levels.length, element));
    }
    return CaptureConfig.DEFAULT
        .withLevel(levels.length == 0 ? null : levels[0], annotation.logger())
        .withOnly(annotation.only())
        .withKey(annotation.key())
        .withPoint(annotation.point())
        .withMdcKey(annotation.mdcKey())
        .withFailOnError(annotation.failOnError(), annotation.allowed())
        .withPrintOnFailure(annotation.printOnFailure());
  }

  /** Collects what an extension should capture. */
  public static final class Builder {
    private CaptureConfig config = CaptureConfig.DEFAULT;

    private Builder() {}

    /** See {@link CaptureConfig#withLevel}. */
    public Builder level(Level level, String... loggers) {
      config = config.withLevel(level, loggers);
      return this;
    }

    /** See {@link CaptureConfig#withOnly}. */
    public Builder only(String... loggers) {
      config = config.withOnly(loggers);
      return this;
    }

    /** See {@link CaptureConfig#key}. */
    public Builder key(String key) {
      config = config.withKey(key);
      return this;
    }

    /** See {@link CaptureConfig#withFailOnError}. */
    public Builder failOnError(String... allowed) {
      config = config.withFailOnError(true, allowed);
      return this;
    }

    /** See {@link CapturePoint#AFTER_RING}. */
    public Builder afterRing() {
      config = config.withPoint(CapturePoint.AFTER_RING);
      return this;
    }

    /** Keeps the MDC as the code under test leaves it: see {@link CaptureConfig#mdcKey}. */
    public Builder withoutMdcKey() {
      config = config.withMdcKey(false);
      return this;
    }

    /** Prints nothing when a test fails. */
    public Builder quiet() {
      config = config.withPrintOnFailure(false);
      return this;
    }

    public LogCaptureExtension build() {
      return with(config);
    }
  }
}
