package io.github.tracingstarter.instrument.global;

import java.util.Collection;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import org.jspecify.annotations.Nullable;

/**
 * Delegates to the propagator of the running application.
 */
final class ApplicationPropagator implements TextMapPropagator {

	private final ApplicationOpenTelemetry application;

	ApplicationPropagator(ApplicationOpenTelemetry application) {
		this.application = application;
	}

	@Override
	public Collection<String> fields() {
		return propagator().fields();
	}

	@Override
	public <C> void inject(Context context, @Nullable C carrier, TextMapSetter<C> setter) {
		propagator().inject(context, carrier, setter);
	}

	@Override
	public <C> Context extract(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
		return propagator().extract(context, carrier, getter);
	}

	private TextMapPropagator propagator() {
		return this.application.current().getPropagators().getTextMapPropagator();
	}

}
