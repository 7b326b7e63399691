package io.github.tracingstarter.configuration;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.micrometer.tracing.SpanCustomizer;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/**
 * Applies the switches to an application that was processed ahead of time, because its
 * conditions were evaluated by the build. Removes the beans of features that are off or
 * back off at run time, all of which the build included, and logs what the build left
 * out.
 */
class AheadOfTimeInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final Log logger = LogFactory.getLog(AheadOfTimeInitializer.class);

	private static final String STARTER = "io.github.tracingstarter.";

	private static final List<String> BOOTS = List.of("org.springframework.boot.micrometer.tracing",
			"org.springframework.boot.opentelemetry");

	private static final String BOOTS_LOG_EXPORT = "org.springframework.boot.opentelemetry.autoconfigure.logging.otlp";

	/**
	 * Runs after the initializer in the generated code, which registers all beans.
	 */
	@Override
	public void initialize(ConfigurableApplicationContext context) {
		if (AotDetector.useGeneratedArtifacts()
				&& context.getBeanFactory() instanceof DefaultListableBeanFactory beans) {
			apply(context.getEnvironment(), beans, context.getClassLoader());
		}
	}

	private void apply(Environment environment, DefaultListableBeanFactory beans, @Nullable ClassLoader classLoader) {
		TracingState state = TracingState.of(environment, classLoader);
		boolean built = beans.containsBeanDefinition(TracingAutoConfiguration.class.getName());
		if (!built) {
			if (state.isActive()) {
				logger.warn("Nothing is traced: tracing was off, or another tracer was present, during ahead-of-time "
						+ "processing. Change that and build the application again to have it traced");
			}
		}
		else if (state.isActive()) {
			applySettings(environment, beans);
		}
		else {
			AheadOfTime.remove(beans, STARTER, (declaration) -> true);
			BOOTS.forEach((boots) -> AheadOfTime.removePackage(beans, boots));
			addTracersThatDoNothing(beans);
			if (TracingState.isBootsOwn(environment, classLoader)) {
				logger.warn("Spring Boot's own OpenTelemetry support is off as well: ahead-of-time processing removed "
						+ "parts of it. Build the application again with tracing.enabled=false to keep it");
			}
		}
	}

	/**
	 * Applies the switches of the features, and the settings that choose between beans.
	 */
	private void applySettings(Environment environment, DefaultListableBeanFactory beans) {
		Set<String> off = switchedOff(environment);
		AheadOfTime.remove(beans, STARTER,
				(declaration) -> isSwitched(declaration, off) || !isWanted(environment, declaration));
		if (environment.getProperty("tracing.logs.enabled", Boolean.class, true)) {
			AheadOfTime.removePackage(beans, BOOTS_LOG_EXPORT);
		}
	}

	private static Set<String> switchedOff(Environment environment) {
		Set<String> off = new HashSet<>();
		Binder.get(environment)
			.bind("tracing", Bindable.mapOf(String.class, Object.class))
			.orElseGet(Map::of)
			.forEach((feature, value) -> {
				if (value instanceof Map<?, ?> && Boolean.FALSE
					.equals(TrueOrFalse.find(environment, "tracing.%s.enabled".formatted(feature)))) {
					off.add(feature);
				}
			});
		return off;
	}

	/**
	 * Returns whether a configuration is removed with its feature. Configurations that
	 * depend on tracing as a whole are kept, and so are the properties that they may
	 * read.
	 */
	private static boolean isSwitched(AnnotatedElement declaration, Set<String> off) {
		return !off.isEmpty() && !typeOf(declaration).isAnnotationPresent(ConfigurationProperties.class)
				&& off.contains(featureOf(declaration));
	}

	/**
	 * Returns the feature that the declaration or its enclosing class names, or else the
	 * feature with the name of its package.
	 */
	private static String featureOf(AnnotatedElement declaration) {
		for (AnnotatedElement candidate = declaration; candidate != null; candidate = around(candidate)) {
			ConditionalOnTracing condition = candidate.getAnnotation(ConditionalOnTracing.class);
			if (condition != null) {
				return condition.value();
			}
		}
		String name = typeOf(declaration).getName().substring(STARTER.length());
		return name.substring(0, name.indexOf('.'));
	}

	private static boolean isWanted(Environment environment, AnnotatedElement declaration) {
		for (AnnotatedElement candidate = declaration; candidate != null; candidate = around(candidate)) {
			ConditionalOnSetting setting = candidate.getAnnotation(ConditionalOnSetting.class);
			if (setting != null && !OnSettingCondition.matches(environment, setting)) {
				return false;
			}
		}
		return true;
	}

	private static @Nullable AnnotatedElement around(AnnotatedElement element) {
		return (element instanceof Class<?> type) ? type.getEnclosingClass() : typeOf(element);
	}

	private static Class<?> typeOf(AnnotatedElement declaration) {
		return (declaration instanceof Method method) ? method.getDeclaringClass() : (Class<?>) declaration;
	}

	private static void addTracersThatDoNothing(DefaultListableBeanFactory beans) {
		NoopTracingAutoConfiguration noop = new NoopTracingAutoConfiguration();
		add(beans, OpenTelemetry.class, noop::noopOpenTelemetry);
		add(beans, Tracer.class, () -> noop.noopOpenTelemetryTracer(beans.getBean(OpenTelemetry.class)));
		add(beans, Propagator.class, noop::noopPropagator);
		add(beans, SpanCustomizer.class, noop::noopSpanCustomizer);
		add(beans, io.micrometer.tracing.Tracer.class, () -> io.micrometer.tracing.Tracer.NOOP);
	}

	private static <T> void add(DefaultListableBeanFactory beans, Class<T> type, Supplier<T> supplier) {
		if (beans.getBeanNamesForType(type, true, false).length == 0) {
			beans.registerBeanDefinition("noop" + type.getName(), new RootBeanDefinition(type, supplier));
		}
	}

}
