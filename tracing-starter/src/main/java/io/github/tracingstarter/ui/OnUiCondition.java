package io.github.tracingstarter.ui;

import io.github.tracingstarter.configuration.AheadOfTime;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Decides once for an application context, because each auto-configuration of the page
 * evaluates the condition twice, and detecting a development environment takes a while.
 */
class OnUiCondition extends SpringBootCondition {

	private static final String DECISION = UiActivation.class.getName();

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		if (AheadOfTime.isProcessing()) {
			return ConditionOutcome.match(ConditionMessage.forCondition(ConditionalOnUi.class)
				.because("it is decided where the application runs"));
		}
		return outcome(activation(context, context.getBeanFactory()));
	}

	static ConditionOutcome outcome(UiActivation activation) {
		return new ConditionOutcome(activation.on(),
				ConditionMessage.forCondition(ConditionalOnUi.class).because(activation.reason()));
	}

	private static UiActivation activation(ConditionContext context,
			@Nullable ConfigurableListableBeanFactory beanFactory) {
		if (beanFactory != null && beanFactory.getSingleton(DECISION) instanceof UiActivation known) {
			return known;
		}
		UiActivation.Facts facts = UiActivation.Facts.of(context.getRegistry(), context.getClassLoader());
		UiActivation activation = UiActivation.of(context.getEnvironment(), facts);
		if (beanFactory != null) {
			beanFactory.registerSingleton(DECISION, activation);
			if (activation.on()) {
				beanFactory.registerSingleton(Development.class.getName(),
						new Development(UiActivation.isDevelopment(context.getEnvironment(), facts)));
			}
		}
		return activation;
	}

}
