package io.github.tracingstarter.instrument;

import java.lang.reflect.Method;
import java.util.IdentityHashMap;
import java.util.Map;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.report.Instrumentation;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.env.Environment;

/**
 * Finds the switches of mappers, so that a mapper need not know its own. The
 * instrumentation of a mapper is the one that declares its bean.
 */
final class MapperSwitches {

	private final ConfigurableListableBeanFactory beans;

	private final Environment environment;

	private final InstrumentationSwitches switches;

	MapperSwitches(ConfigurableListableBeanFactory beans, Environment environment, InstrumentationSwitches switches) {
		this.beans = beans;
		this.environment = environment;
		this.switches = switches;
	}

	/**
	 * Returns the switches of all mappers except those whose instrumentation was off at
	 * startup. The beans are created first, because only then is the method that declares
	 * each one known for certain.
	 */
	Map<ObservationMapper<?>, InstrumentationSwitch> on() {
		Map<ObservationMapper<?>, InstrumentationSwitch> on = new IdentityHashMap<>();
		BeanFactoryUtils.beansOfTypeIncludingAncestors(this.beans, ObservationMapper.class).forEach((name, mapper) -> {
			Method method = declaring(name);
			if (method == null) {
				on.put(mapper, InstrumentationSwitch.ALWAYS_ON);
				return;
			}
			MergedAnnotation<Instrumentation> instrumentation = MergedAnnotations.search(SearchStrategy.TYPE_HIERARCHY)
				.withEnclosingClasses((type) -> true)
				.from(method.getDeclaringClass())
				.get(Instrumentation.class);
			if (!instrumentation.isPresent()) {
				on.put(mapper, ofCondition(method));
			}
			else if (isOn(instrumentation)) {
				on.put(mapper, this.switches.of(instrumentation.getString("id")));
			}
		});
		return on;
	}

	private @Nullable Method declaring(String beanName) {
		return (this.beans.containsBeanDefinition(beanName)
				&& this.beans.getMergedBeanDefinition(beanName) instanceof RootBeanDefinition definition)
						? definition.getResolvedFactoryMethod() : null;
	}

	/**
	 * Returns the switch that the condition of a bean method names: the description of
	 * WebFlux requests is shared with servlet requests.
	 */
	private InstrumentationSwitch ofCondition(Method method) {
		ConditionalOnTracing condition = method.getAnnotation(ConditionalOnTracing.class);
		return (condition != null && !condition.value().isEmpty()) ? this.switches.of(condition.value())
				: InstrumentationSwitch.ALWAYS_ON;
	}

	private boolean isOn(MergedAnnotation<Instrumentation> instrumentation) {
		return this.environment.getProperty("tracing.%s.enabled".formatted(instrumentation.getString("id")),
				Boolean.class, instrumentation.getBoolean("enabledByDefault"));
	}

}
