package io.github.tracingstarter.instrument.observation;

import java.util.List;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.propagation.Propagator;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the properties of a message in place of headers. Their names have to
 * be identifiers of Java, so that a dash becomes {@code __dash__}, as with
 * OpenTelemetry's own instrumentation of JMS.
 */
final class JmsPropagator implements Propagator {

	private final Propagator propagator;

	JmsPropagator(Propagator propagator) {
		this.propagator = propagator;
	}

	@Override
	public List<String> fields() {
		return this.propagator.fields().stream().map(JmsPropagator::property).toList();
	}

	@Override
	public <C> void inject(TraceContext context, @Nullable C carrier, Setter<C> setter) {
		this.propagator.inject(context, carrier, (message, name, value) -> setter.set(message, property(name), value));
	}

	@Override
	public <C> Span.Builder extract(@Nullable C carrier, Getter<C> getter) {
		return this.propagator.extract(carrier, (message, name) -> {
			String value = getter.get(message, property(name));
			// Some brokers allow dashes.
			return (value == null && name.indexOf('-') >= 0) ? getter.get(message, name) : value;
		});
	}

	private static String property(String header) {
		return (header.indexOf('-') >= 0) ? header.replace("-", "__dash__") : header;
	}

}
