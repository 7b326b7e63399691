package io.github.tracingstarter.ui;

import java.util.function.Predicate;

import io.github.tracingstarter.configuration.AheadOfTime;
import io.github.tracingstarter.configuration.ImportFilter;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.core.env.Environment;

/**
 * Excludes the auto-configurations of the page if it is off, as it is nearly everywhere
 * except on a developer's machine. With only a condition, all of them would be read
 * first.
 */
class UiImportFilter extends ImportFilter {

	private static final String PREFIX = UiImportFilter.class.getPackageName() + ".";

	@Override
	protected boolean isConcerned(String name) {
		return name.startsWith(PREFIX);
	}

	@Override
	protected Predicate<String> decide() {
		ConditionOutcome off = off();
		if (off == null) {
			return (name) -> true;
		}
		return (name) -> {
			record(name, off);
			return false;
		};
	}

	private @Nullable ConditionOutcome off() {
		Environment environment = environment();
		if (environment == null || AheadOfTime.isProcessing()
				|| !(beanFactory() instanceof BeanDefinitionRegistry registry)) {
			return null;
		}
		UiActivation activation = UiActivation.of(environment, UiActivation.Facts.of(registry, classLoader()));
		return activation.on() ? null : OnUiCondition.outcome(activation);
	}

	private void record(String name, ConditionOutcome off) {
		if (beanFactory() instanceof ConfigurableListableBeanFactory configurable) {
			ConditionEvaluationReport.get(configurable).recordConditionEvaluation(name, new OnUiCondition(), off);
		}
	}

}
