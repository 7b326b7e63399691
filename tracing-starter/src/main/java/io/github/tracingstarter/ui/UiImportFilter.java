package io.github.tracingstarter.ui;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Excludes the auto-configurations of the page when it is off, as it is nearly everywhere
 * but on a developer's machine: with a condition alone, all of them would be read first.
 */
class UiImportFilter
		implements AutoConfigurationImportFilter, EnvironmentAware, BeanFactoryAware, BeanClassLoaderAware {

	private static final String PREFIX = UiImportFilter.class.getPackageName() + ".";

	private @Nullable Environment environment;

	private @Nullable BeanFactory beanFactory;

	private @Nullable ClassLoader classLoader;

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void setBeanClassLoader(ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	@Override
	public boolean[] match(@Nullable String[] autoConfigurationClasses, AutoConfigurationMetadata metadata) {
		boolean[] matches = new boolean[autoConfigurationClasses.length];
		Arrays.fill(matches, true);
		ConditionOutcome off = null;
		for (int i = 0; i < matches.length; i++) {
			String name = autoConfigurationClasses[i];
			if (name != null && name.startsWith(PREFIX)) {
				off = (off != null) ? off : off();
				if (off == null) {
					break;
				}
				record(name, off);
				matches[i] = false;
			}
		}
		return matches;
	}

	private @Nullable ConditionOutcome off() {
		if (this.environment == null || !(this.beanFactory instanceof BeanDefinitionRegistry registry)) {
			return null;
		}
		UiActivation activation = UiActivation.of(this.environment, UiActivation.Facts.of(registry, this.classLoader));
		return activation.on() ? null : OnUiCondition.outcome(activation);
	}

	private void record(String name, ConditionOutcome off) {
		if (this.beanFactory instanceof ConfigurableListableBeanFactory configurable) {
			ConditionEvaluationReport.get(configurable).recordConditionEvaluation(name, new OnUiCondition(), off);
		}
	}

}
