package io.github.tracingstarter.configuration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.micrometer.tracing.SpanCustomizer;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/**
 * Applies the switches to an application that was processed ahead of time, whose
 * conditions were evaluated by the build. Removes the beans of features that are off or
 * back off at run time, and logs what the build left out.
 */
class AheadOfTimeInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final Log logger = LogFactory.getLog(AheadOfTimeInitializer.class);

	private static final String STARTER = "io.github.tracingstarter.";

	private static final List<String> BOOTS = List.of("org.springframework.boot.micrometer.tracing.",
			"org.springframework.boot.opentelemetry.");

	/**
	 * Called after the initializer of the generated code, which has registered all beans.
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
			applySwitches(environment, beans);
		}
		else {
			remove(beans, (type) -> type.getName().startsWith(STARTER)
					|| BOOTS.stream().anyMatch((boots) -> type.getName().startsWith(boots)));
			addTracersThatDoNothing(beans);
			if (TracingState.isBootsOwn(environment, classLoader)) {
				logger.warn("Spring Boot's own OpenTelemetry support is off as well: ahead-of-time processing removed "
						+ "parts of it. Build the application again with tracing.enabled=false to keep it");
			}
		}
	}

	/**
	 * The switches of the features.
	 */
	private void applySwitches(Environment environment, DefaultListableBeanFactory beans) {
		List<String> leftOut = new ArrayList<>();
		switches(environment).forEach((feature, on) -> {
			if (!on) {
				remove(beans, (type) -> isSwitched(type, feature));
			}
			else if (find(beans, (type) -> isSwitched(type, feature)).isEmpty()) {
				leftOut.add("tracing.%s.enabled".formatted(feature));
			}
		});
		if (!leftOut.isEmpty()) {
			logger.warn("%s has no effect: the feature was off during ahead-of-time processing. Build the application "
				.formatted(String.join(", ", leftOut)) + "again with that property to enable it");
		}
	}

	private static Map<String, Boolean> switches(Environment environment) {
		Map<String, Boolean> switches = new LinkedHashMap<>();
		Binder.get(environment)
			.bind("tracing", Bindable.mapOf(String.class, Object.class))
			.orElseGet(Map::of)
			.forEach((feature, value) -> {
				Boolean on = (value instanceof Map<?, ?>)
						? TrueOrFalse.find(environment, "tracing.%s.enabled".formatted(feature)) : null;
				if (on != null) {
					switches.put(feature, on);
				}
			});
		return switches;
	}

	/**
	 * Returns whether a configuration is removed with its feature. Those that depend on
	 * tracing as a whole are not, nor are properties, which they may read.
	 */
	private static boolean isSwitched(Class<?> type, String feature) {
		return type.getName().startsWith(STARTER) && !type.isAnnotationPresent(ConfigurationProperties.class)
				&& feature.equals(featureOf(type));
	}

	/**
	 * The feature that a configuration names itself, or the one around it, or else the
	 * feature that its package is called as.
	 */
	private static String featureOf(Class<?> type) {
		for (Class<?> candidate = type; candidate != null; candidate = candidate.getEnclosingClass()) {
			ConditionalOnTracing condition = candidate.getAnnotation(ConditionalOnTracing.class);
			if (condition != null) {
				return condition.value();
			}
		}
		String name = type.getName().substring(STARTER.length());
		return name.substring(0, name.indexOf('.'));
	}

	private static void remove(DefaultListableBeanFactory beans, Predicate<Class<?>> declaredBy) {
		find(beans, declaredBy).forEach(beans::removeBeanDefinition);
	}

	/**
	 * Finds beans by the class that declares them.
	 */
	private static List<String> find(DefaultListableBeanFactory beans, Predicate<Class<?>> declaredBy) {
		List<String> found = new ArrayList<>();
		for (String name : beans.getBeanDefinitionNames()) {
			Class<?> type = declaringClass(beans.getBeanDefinition(name));
			if (type != null && declaredBy.test(type)) {
				found.add(name);
			}
		}
		return found;
	}

	private static @Nullable Class<?> declaringClass(BeanDefinition definition) {
		if (!(definition instanceof RootBeanDefinition root)) {
			return null;
		}
		if (root.getResolvedFactoryMethod() != null) {
			return root.getResolvedFactoryMethod().getDeclaringClass();
		}
		return root.hasBeanClass() ? root.getBeanClass() : root.getTargetType();
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
