package io.github.tracingstarter.export.sender;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Registers the files that {@link SenderPreference} reads for a native image.
 */
class SenderRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		SenderPreference.INTERFACES.forEach((type) -> hints.resources().registerPattern("META-INF/services/" + type));
	}

}
