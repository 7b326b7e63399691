package io.github.tracingstarter.test;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.support.TestPropertySourceUtils;

/**
 * Adds the recording of traces to the application of a test.
 */
class TracesContextCustomizerFactory implements ContextCustomizerFactory {

	private static final String OVERRIDE = "org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration";

	private static final String INLINED = TestPropertySourceUtils.INLINED_PROPERTIES_PROPERTY_SOURCE_NAME;

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> attributes) {
		if (!TestContextAnnotationUtils.hasAnnotation(testClass, AutoConfigureTraces.class)) {
			return null;
		}
		MergedAnnotation<?> override = MergedAnnotations.from(testClass, SearchStrategy.TYPE_HIERARCHY).get(OVERRIDE);
		return new Recording(override.isPresent() && !override.getBoolean("enabled"));
	}

	/**
	 * The customizer, which is equal for tests that can share an application.
	 *
	 * @param slice whether the application has only some auto-configurations
	 */
	private record Recording(boolean slice) implements ContextCustomizer {

		private static final String NAME = "recordedTraces";

		/** Spring Boot's test support turns it off, and propagation with it. */
		private static final String EXPORT = "management.tracing.export.enabled";

		@Override
		public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
			ConfigurableEnvironment environment = context.getEnvironment();
			add(environment, new MapPropertySource(NAME, properties()));
			context.addBeanFactoryPostProcessor((BeanDefinitionRegistryPostProcessor) (registry) -> {
				// After other customizers of the context, before conditions are
				// evaluated.
				add(environment, new MapPropertySource(NAME + "Export", Map.of(EXPORT, "true")));
				registry.registerBeanDefinition(NAME, new RootBeanDefinition(RecordedTraces.class));
				registry.registerBeanDefinition("recordingSpanProcessor",
						new RootBeanDefinition(RecordingSpanProcessor.class));
			});
		}

		/**
		 * Traces statements outside a trace in a slice, where only a request starts one.
		 */
		private Map<String, Object> properties() {
			return Map.of("tracing.sampling.probability", "1.0", "tracing.exporters", "none",
					"tracing.jdbc.without-parent", this.slice);
		}

		/**
		 * Adds properties that take precedence over all but those of the test.
		 */
		private static void add(ConfigurableEnvironment environment, MapPropertySource source) {
			MutablePropertySources sources = environment.getPropertySources();
			if (sources.contains(INLINED)) {
				PropertySource<?> inlined = sources.remove(INLINED);
				sources.addFirst(source);
				sources.addFirst(Objects.requireNonNull(inlined));
			}
			else {
				sources.addFirst(source);
			}
		}

	}

}
