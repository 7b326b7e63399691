package io.github.tracingstarter.propagation;

import java.util.List;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import org.jspecify.annotations.Nullable;

/**
 * A propagator of the application's own that does not work.
 */
final class ThrowingPropagator implements TextMapPropagator {

	@Override
	public List<String> fields() {
		return List.of("x-throwing");
	}

	@Override
	public <C> void inject(Context context, @Nullable C carrier, TextMapSetter<C> setter) {
		throw new IllegalStateException("propagator");
	}

	@Override
	public <C> Context extract(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
		throw new IllegalStateException("propagator");
	}

}
