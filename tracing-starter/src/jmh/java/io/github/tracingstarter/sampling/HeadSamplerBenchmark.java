package io.github.tracingstarter.sampling;

import java.util.List;

import io.github.tracingstarter.testing.HotPathBenchmark;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * The decision about a trace that begins here, as the SDK requests it.
 */
public class HeadSamplerBenchmark extends HotPathBenchmark {

	private static final int TRACES = 1024;

	@Param
	public Kind kind;

	private final String[] traceIds = new String[TRACES];

	private int next;

	@Setup
	public void ids() {
		for (int i = 0; i < TRACES; i++) {
			this.traceIds[i] = IdGenerator.random().generateTraceId();
		}
	}

	@Benchmark
	public Object decide() {
		String traceId = this.traceIds[this.next++ & (TRACES - 1)];
		SamplingResult result = this.kind.sampler.shouldSample(Context.root(), traceId, "GET /", SpanKind.SERVER,
				Attributes.empty(), List.of());
		result.getUpdatedTraceState(TraceState.getDefault());
		return result;
	}

	/**
	 * A sampler.
	 */
	public enum Kind {

		/** Everything is recorded. */
		ALL(new HeadSampler(1, true, null)),

		/** One trace in ten is recorded. */
		TENTH(new HeadSampler(0.1, true, null)),

		/** One in ten, and the others until it is known whether to keep them. */
		KEEP(new HeadSampler(0.1, true, new AlwaysOn())),

		/** A hundred traces each second. */
		TARGET(target()),

		/** OpenTelemetry's own, without a threshold. */
		OPEN_TELEMETRY(Sampler.parentBased(Sampler.traceIdRatioBased(0.1)));

		private final Sampler sampler;

		Kind(Sampler sampler) {
			this.sampler = sampler;
		}

		private static HeadSampler target() {
			HeadSampler sampler = new HeadSampler(1, true, null);
			sampler.target(Rate.parse("tracing.sampling.target", "100/s"));
			return sampler;
		}

	}

	private static final class AlwaysOn implements TailSampling {

		@Override
		public boolean isOn() {
			return true;
		}

		@Override
		public boolean records(@Nullable String traceId) {
			return true;
		}

		@Override
		public long keptTraces() {
			return 0;
		}

		@Override
		public long leftOutSpans() {
			return 0;
		}

	}

}
