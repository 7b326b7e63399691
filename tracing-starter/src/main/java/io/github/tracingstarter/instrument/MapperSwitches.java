package io.github.tracingstarter.instrument;

import java.lang.reflect.Method;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import io.github.tracingstarter.report.Instrumentation;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.env.Environment;

/**
 * Finds the mappers of instrumentations that are off, so that no mapper has to know its
 * switch. The instrumentation of a mapper is the one that declares its bean.
 */
final class MapperSwitches {

	private final ConfigurableListableBeanFactory beans;

	private final Environment environment;

	MapperSwitches(ConfigurableListableBeanFactory beans, Environment environment) {
		this.beans = beans;
		this.environment = environment;
	}

	/**
	 * The mappers whose observations make no spans. Their beans are created first, since
	 * only then is the method that declares a bean known for certain.
	 */
	Set<ObservationMapper<?>> off() {
		Set<ObservationMapper<?>> off = Collections.newSetFromMap(new IdentityHashMap<>());
		BeanFactoryUtils.beansOfTypeIncludingAncestors(this.beans, ObservationMapper.class).forEach((name, mapper) -> {
			if (!isOn(name)) {
				off.add(mapper);
			}
		});
		return off;
	}

	private boolean isOn(String beanName) {
		Method method = (this.beans.containsBeanDefinition(beanName)
				&& this.beans.getMergedBeanDefinition(beanName) instanceof RootBeanDefinition definition)
						? definition.getResolvedFactoryMethod() : null;
		if (method == null) {
			return true;
		}
		MergedAnnotation<Instrumentation> instrumentation = MergedAnnotations.search(SearchStrategy.TYPE_HIERARCHY)
			.withEnclosingClasses((type) -> true)
			.from(method.getDeclaringClass())
			.get(Instrumentation.class);
		return !instrumentation.isPresent()
				|| this.environment.getProperty("tracing.%s.enabled".formatted(instrumentation.getString("id")),
						Boolean.class, instrumentation.getBoolean("enabledByDefault"));
	}

}
