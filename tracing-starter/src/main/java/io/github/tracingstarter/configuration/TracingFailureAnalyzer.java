package io.github.tracingstarter.configuration;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;

/**
 * Turns an {@link InvalidTracingPropertyException} into a message that names the key, the
 * value and the fix.
 */
class TracingFailureAnalyzer extends AbstractFailureAnalyzer<InvalidTracingPropertyException> implements Ordered {

	/**
	 * Runs before Boot's binding analyzers, which would report the bind failure that
	 * wraps the exception.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidTracingPropertyException cause) {
		return new FailureAnalysis("The property '%s' has the value '%s', which cannot be used because %s."
			.formatted(cause.key(), cause.value(), cause.reason()), cause.fix(), cause);
	}

}
