package io.github.tracingstarter.configuration;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Filters auto-configurations by name, before their classes are read. It is called for
 * every auto-configuration, so it looks at the name before anything else.
 */
public abstract class ImportFilter
		implements AutoConfigurationImportFilter, EnvironmentAware, BeanFactoryAware, BeanClassLoaderAware {

	private @Nullable Environment environment;

	private @Nullable BeanFactory beanFactory;

	private @Nullable ClassLoader classLoader;

	@Override
	public final void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public final void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public final void setBeanClassLoader(ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	protected final @Nullable Environment environment() {
		return this.environment;
	}

	protected final @Nullable BeanFactory beanFactory() {
		return this.beanFactory;
	}

	protected final @Nullable ClassLoader classLoader() {
		return this.classLoader;
	}

	@Override
	public final boolean[] match(@Nullable String[] autoConfigurationClasses, AutoConfigurationMetadata metadata) {
		boolean[] matches = new boolean[autoConfigurationClasses.length];
		Predicate<String> decision = null;
		for (int i = 0; i < matches.length; i++) {
			String name = autoConfigurationClasses[i];
			if (name == null || !isConcerned(name)) {
				matches[i] = true;
				continue;
			}
			if (decision == null) {
				decision = decide();
			}
			matches[i] = decision.test(name);
		}
		return matches;
	}

	/**
	 * Returns whether this filter decides about an auto-configuration.
	 * @param name the name of its class
	 * @return whether to decide
	 */
	protected abstract boolean isConcerned(String name);

	/**
	 * Decides once for all auto-configurations that are filtered together.
	 * @return a predicate that matches the concerned auto-configurations to keep
	 */
	protected abstract Predicate<String> decide();

}
