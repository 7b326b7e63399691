package io.github.tracingstarter.instrument.global;

import java.util.ArrayList;
import java.util.List;

import io.github.tracingstarter.instrument.LibraryTracer;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.propagation.ContextPropagators;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Delegates to the OpenTelemetry of the running application: of the one that was started
 * last if there are several, or a no-op one if there is none. The global instance can be
 * set only once in a process, but applications come and go in it, as in tests and with
 * the developer tools.
 */
final class ApplicationOpenTelemetry implements OpenTelemetry {

	static final ApplicationOpenTelemetry INSTANCE = new ApplicationOpenTelemetry();

	private final List<Application> living = new ArrayList<>();

	private final TracerProvider tracers = new ApplicationTracerProvider(this);

	private final ContextPropagators propagators = ContextPropagators.create(new ApplicationPropagator(this));

	private volatile @Nullable Application current;

	private ApplicationOpenTelemetry() {
	}

	/**
	 * Registers this as the global instance, unless there is already one. Reading the
	 * global instance would create one.
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

	synchronized void add(OpenTelemetry openTelemetry, ObjectProvider<LibraryTracer> libraries) {
		remove(openTelemetry);
		this.living.add(new Application(openTelemetry, libraries));
		this.current = this.living.get(this.living.size() - 1);
	}

	synchronized void remove(OpenTelemetry openTelemetry) {
		this.living.removeIf((other) -> other.openTelemetry == openTelemetry);
		this.current = this.living.isEmpty() ? null : this.living.get(this.living.size() - 1);
	}

	OpenTelemetry current() {
		Application application = this.current;
		return (application != null) ? application.openTelemetry : OpenTelemetry.noop();
	}

	/**
	 * Returns what creates the spans of a library in the current application.
	 * @param scope the instrumentation scope of the library
	 * @return the tracer, or null if the spans of the library are left as they are
	 */
	@Nullable Tracer tracer(String scope) {
		Application application = this.current;
		return (application == null) ? null
				: application.libraries.stream()
					.filter((library) -> library.scope().equals(scope))
					.findFirst()
					.<Tracer>map((library) -> library::spanBuilder)
					.orElse(null);
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
	 * Returns the current meter provider, because the starter is not concerned with
	 * metrics of libraries.
	 */
	@Override
	public MeterProvider getMeterProvider() {
		return current().getMeterProvider();
	}

	@Override
	public LoggerProvider getLogsBridge() {
		return current().getLogsBridge();
	}

	/**
	 * One that lives.
	 *
	 * @param openTelemetry its bean
	 * @param libraries what creates the spans of some libraries, looked up at the first
	 * span of a library
	 */
	private record Application(OpenTelemetry openTelemetry, ObjectProvider<LibraryTracer> libraries) {

	}

}
