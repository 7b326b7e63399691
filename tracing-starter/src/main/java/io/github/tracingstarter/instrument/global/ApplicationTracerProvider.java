package io.github.tracingstarter.instrument.global;

import java.util.function.Function;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerBuilder;
import io.opentelemetry.api.trace.TracerProvider;
import org.jspecify.annotations.Nullable;

/**
 * Provides tracers that remain valid when the application is restarted, because libraries
 * keep them in static fields.
 */
final class ApplicationTracerProvider implements TracerProvider {

	private final ApplicationOpenTelemetry application;

	ApplicationTracerProvider(ApplicationOpenTelemetry application) {
		this.application = application;
	}

	@Override
	public Tracer get(String instrumentationScopeName) {
		return tracer(instrumentationScopeName,
				(openTelemetry) -> openTelemetry.getTracerProvider().get(instrumentationScopeName));
	}

	@Override
	public Tracer get(String instrumentationScopeName, String instrumentationScopeVersion) {
		return tracer(instrumentationScopeName, (openTelemetry) -> openTelemetry.getTracerProvider()
			.get(instrumentationScopeName, instrumentationScopeVersion));
	}

	@Override
	public TracerBuilder tracerBuilder(String instrumentationScopeName) {
		return new ApplicationTracerBuilder(instrumentationScopeName);
	}

	private Tracer tracer(String scope, Function<OpenTelemetry, Tracer> source) {
		return new ApplicationTracer(this.application, (openTelemetry) -> {
			Tracer library = this.application.tracer(scope);
			return (library != null) ? library : source.apply(openTelemetry);
		});
	}

	private static final class ApplicationTracer implements Tracer {

		private final ApplicationOpenTelemetry application;

		private final Function<OpenTelemetry, Tracer> source;

		private volatile @Nullable Resolved resolved;

		private ApplicationTracer(ApplicationOpenTelemetry application, Function<OpenTelemetry, Tracer> source) {
			this.application = application;
			this.source = source;
		}

		@Override
		public SpanBuilder spanBuilder(String spanName) {
			OpenTelemetry current = this.application.current();
			Resolved known = this.resolved;
			if (known == null || known.openTelemetry != current) {
				known = new Resolved(current, this.source.apply(current));
				this.resolved = known;
			}
			return known.tracer.spanBuilder(spanName);
		}

	}

	private record Resolved(OpenTelemetry openTelemetry, Tracer tracer) {

	}

	private final class ApplicationTracerBuilder implements TracerBuilder {

		private final String name;

		private @Nullable String schemaUrl;

		private @Nullable String version;

		private ApplicationTracerBuilder(String name) {
			this.name = name;
		}

		@Override
		public TracerBuilder setSchemaUrl(String schemaUrl) {
			this.schemaUrl = schemaUrl;
			return this;
		}

		@Override
		public TracerBuilder setInstrumentationVersion(String instrumentationScopeVersion) {
			this.version = instrumentationScopeVersion;
			return this;
		}

		@Override
		public Tracer build() {
			String schemaUrl = this.schemaUrl;
			String version = this.version;
			return tracer(this.name, (openTelemetry) -> {
				TracerBuilder builder = openTelemetry.getTracerProvider().tracerBuilder(this.name);
				if (schemaUrl != null) {
					builder.setSchemaUrl(schemaUrl);
				}
				if (version != null) {
					builder.setInstrumentationVersion(version);
				}
				return builder.build();
			});
		}

	}

}
