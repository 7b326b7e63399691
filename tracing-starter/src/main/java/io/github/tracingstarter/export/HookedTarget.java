package io.github.tracingstarter.export;

import java.util.Collection;
import java.util.List;

import io.github.tracingstarter.redaction.SpanHooks;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.jspecify.annotations.Nullable;

/**
 * A target behind the application's Micrometer beans that drop or change finished spans.
 * They are called on the thread of the target, because they may be slow.
 */
record HookedTarget(ExportTarget target, SpanHooks hooks) implements ExportTarget {

	@Override
	public SpanExporter createExporter() {
		return new HookedExporter(this.target.createExporter(), this.hooks);
	}

	@Override
	public String description() {
		return this.target.description();
	}

	@Override
	public @Nullable Reply ask() {
		return this.target.ask();
	}

	private record HookedExporter(SpanExporter exporter, SpanHooks hooks) implements SpanExporter {

		@Override
		public CompletableResultCode export(Collection<SpanData> spans) {
			List<SpanData> passed = this.hooks.apply(spans);
			return passed.isEmpty() ? CompletableResultCode.ofSuccess() : this.exporter.export(passed);
		}

		@Override
		public CompletableResultCode flush() {
			return this.exporter.flush();
		}

		@Override
		public CompletableResultCode shutdown() {
			return this.exporter.shutdown();
		}

	}

}
