package io.github.tracingstarter.instrument.global;

import java.util.ArrayList;
import java.util.List;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.propagation.ContextPropagators;
import org.apache.commons.logging.LogFactory;

/**
 * The OpenTelemetry of the application that lives: of the one that was started last,
 * where there are several, and one that does nothing where there is none. The global
 * instance can be set only once in a process, but applications come and go in it, as they
 * do in tests and with the developer tools.
 */
final class ApplicationOpenTelemetry implements OpenTelemetry {

	static final ApplicationOpenTelemetry INSTANCE = new ApplicationOpenTelemetry();

	private final List<OpenTelemetry> living = new ArrayList<>();

	private final TracerProvider tracers = new ApplicationTracerProvider(this);

	private final ContextPropagators propagators = ContextPropagators.create(new ApplicationPropagator(this));

	private volatile OpenTelemetry current = OpenTelemetry.noop();

	private ApplicationOpenTelemetry() {
	}

	/**
	 * Makes it the global one, unless there is one. To ask would make one.
	 */
	void register() {
		try {
			GlobalOpenTelemetry.set(this);
		}
		catch (IllegalStateException ex) {
			LogFactory.getLog(ApplicationOpenTelemetry.class)
				.debug("The global OpenTelemetry is left as it is: it has been set before", ex);
		}
	}

	synchronized void add(OpenTelemetry openTelemetry) {
		remove(openTelemetry);
		this.living.add(openTelemetry);
		this.current = openTelemetry;
	}

	synchronized void remove(OpenTelemetry openTelemetry) {
		this.living.removeIf((other) -> other == openTelemetry);
		this.current = this.living.isEmpty() ? OpenTelemetry.noop() : this.living.get(this.living.size() - 1);
	}

	OpenTelemetry current() {
		return this.current;
	}

	@Override
	public TracerProvider getTracerProvider() {
		return this.tracers;
	}

	@Override
	public ContextPropagators getPropagators() {
		return this.propagators;
	}

	/**
	 * That of the moment: what is measured is not the concern of the starter.
	 */
	@Override
	public MeterProvider getMeterProvider() {
		return this.current.getMeterProvider();
	}

	@Override
	public LoggerProvider getLogsBridge() {
		return this.current.getLogsBridge();
	}

}
