package io.github.tracingstarter.instrument.reactor;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.MonoOperator;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Runtime hints for {@link ForeignSource} in a native image.
 */
class ReactorRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.reflection().registerType(MonoOperator.class, MemberCategory.ACCESS_DECLARED_FIELDS);
		hints.reflection().registerType(FluxOperator.class, MemberCategory.ACCESS_DECLARED_FIELDS);
		for (String type : Coroutines.PUBLISHERS) {
			hints.reflection().registerTypeIfPresent(classLoader, type, MemberCategory.ACCESS_DECLARED_FIELDS);
		}
		for (String type : Coroutines.REQUIRED) {
			hints.reflection().registerTypeIfPresent(classLoader, type);
		}
		if (OperatorType.OPTIMIZABLE != null) {
			hints.reflection().registerType(OperatorType.OPTIMIZABLE, MemberCategory.INVOKE_PUBLIC_METHODS);
		}
	}

}
