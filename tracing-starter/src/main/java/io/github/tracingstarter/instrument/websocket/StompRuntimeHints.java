package io.github.tracingstarter.instrument.websocket;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.messaging.handler.invocation.AbstractMethodMessageHandler;

/**
 * Runtime hints for {@link StompFailures} in a native image.
 */
class StompRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.reflection().registerType(AbstractMethodMessageHandler.class, MemberCategory.ACCESS_DECLARED_FIELDS);
	}

}
