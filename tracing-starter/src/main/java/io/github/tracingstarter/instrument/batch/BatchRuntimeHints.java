package io.github.tracingstarter.instrument.batch;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.batch.core.step.AbstractStep;

/**
 * Runtime hints for {@link StepPostProcessor} in a native image.
 */
class BatchRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.reflection().registerType(AbstractStep.class, MemberCategory.ACCESS_DECLARED_FIELDS);
	}

}
