package io.github.tracingstarter.export;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.github.tracingstarter.report.DestinationStatus;
import io.github.tracingstarter.report.DestinationStatus.Figures;
import io.github.tracingstarter.report.DestinationStatus.Signal;
import io.github.tracingstarter.report.DestinationStatus.State;
import io.github.tracingstarter.testing.Waiting;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.github.tracingstarter.logs.LogDemand;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of batches that do not get through at once, with exporters that accept or refuse
 * as instructed.
 */
class ExportWorkerTests {

	private static final int GRPC_LIMIT = 4 << 20;

	private static final ExceptionRecords EVENTS = new ExceptionRecords(ExportProperties.Exceptions.EVENT,
			() -> LogDemand.NEVER, List::of, LoggerProvider::noop);

	private static final BatchProperties PROPERTIES = new BatchProperties(32768, DataSize.ofMegabytes(256), 2048,
			Duration.ofHours(1), Duration.ofSeconds(2));

	private final Target target = new Target();

	private ExportWorker<SpanData, ?> worker = worker(Duration.ofMinutes(5));

	@AfterEach
	void stop() {
		this.worker.stop(System.nanoTime());
		this.worker.awaitStop();
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "ä", "漢" })
	void noRequestIsAboveTheLimitOfCollectors(String letter) {
		SpanData failed = span("failed", Attributes.of(AttributeKey.stringKey("text"), letter.repeat(8000)));
		for (int i = 0; i < 1500; i++) {
			offer(failed);
		}
		flush();
		assertThat(this.target.taken).hasSize(1500);
		assertThat(this.target.requests).allSatisfy((size) -> assertThat(size).isLessThan(GRPC_LIMIT));
	}

	@Test
	void whateverFailsDoesNotEndTheExport() {
		Fading span = new Fading(span("lost", Attributes.empty()));
		offer(span);
		span.faded = true;
		assertThat(flush().isSuccess()).isFalse();
		assertThat(this.worker.status(false).dropped()).isEqualTo(1);
		offer(span("taken", Attributes.empty()));
		assertThat(flush().isSuccess()).isTrue();
		assertThat(this.target.taken).endsWith("taken");
	}

	@Test
	void aBatchThatIsTooLargeIsHalvedAndWhatIsTooLargeAloneIsDropped() {
		this.target.answer = (spans) -> spans.stream().anyMatch((span) -> span.getName().equals("huge"))
				? new Refused(new Http(413, "Payload Too Large")) : null;
		List.of("a", "b", "huge", "c", "d").forEach((name) -> offer(span(name, Attributes.empty())));
		assertThat(flush().isSuccess()).isFalse();
		assertThat(this.target.taken).containsExactly("a", "b", "c", "d");
	}

	@Test
	void aMessageTooLargeForGrpcIsHalved() {
		this.target.answer = (spans) -> (spans.size() > 1)
				? new Refused(new Grpc(8, "grpc: received message larger than max (5000000 vs. 4194304)")) : null;
		List.of("a", "b", "c").forEach((name) -> offer(span(name, Attributes.empty())));
		assertThat(flush().isSuccess()).isTrue();
		assertThat(this.target.taken).containsExactly("a", "b", "c");
	}

	@Test
	void aBatchThatNeverGetsThroughIsGivenUp() {
		this.worker = worker(Duration.ZERO);
		this.target.answer = (spans) -> spans.iterator().next().getName().equals("poison")
				? new IOException("stream was reset") : null;
		offer(span("poison", Attributes.empty()));
		assertThat(flush().isSuccess()).isFalse();
		offer(span("next", Attributes.empty()));
		assertThat(flush().isSuccess()).isTrue();
		assertThat(this.target.taken).containsExactly("next");
	}

	@Test
	void duringThePauseBeforeARetryAFlushFailsAtOnce() {
		AtomicInteger attempts = new AtomicInteger();
		this.target.answer = (spans) -> {
			attempts.incrementAndGet();
			return new OtlpRefusal(
					new ExportFailure("busy", ExportFailure.Remedy.RETRY, Duration.ofMinutes(1), 0, null));
		};
		for (int call = 0; call < 3; call++) {
			offer(span("waiting", Attributes.empty()));
			CompletableResultCode result = flush();
			assertThat(result.isDone()).isTrue();
			assertThat(result.isSuccess()).isFalse();
		}
		assertThat(attempts).hasValue(1);
		assertThat(this.worker.status(false).dropped()).isZero();
		assertThat(this.worker.status(false).figures().queued()).isEqualTo(3);
	}

	@Test
	void aThreadThatDoesNotStartIsTriedAgain() {
		AtomicBoolean full = new AtomicBoolean(true);
		this.worker = ExportWorker.of(this.target, PROPERTIES, Duration.ofMinutes(5), (task) -> new Thread(task) {

			@Override
			public synchronized void start() {
				if (full.getAndSet(false)) {
					throw new OutOfMemoryError("unable to create native thread");
				}
				super.start();
			}

		});
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> offer(span("lost", Attributes.empty())));
		offer(span("next", Attributes.empty()));
		flush();
		assertThat(this.target.taken).containsExactly("next");
	}

	@Test
	void aSecondShutdownDoesNothing() {
		BatchingSpanProcessor processor = new BatchingSpanProcessor(List.of(this.target), PROPERTIES, (span) -> span,
				EVENTS, new ShutdownDeadline(PROPERTIES.shutdownTimeout()));
		SdkTracerProvider provider = SdkTracerProvider.builder().addSpanProcessor(processor).build();
		provider.get("test").spanBuilder("any").startSpan().end();
		provider.close();
		processor.close();
		assertThat(this.target.shutdowns).hasValue(1);
	}

	@Test
	void whilePausedNothingIsQueuedAndNoThreadRuns() {
		List<Thread> before = exportThreads();
		BatchingSpanProcessor processor = new BatchingSpanProcessor(List.of(this.target), PROPERTIES, (span) -> span,
				EVENTS, new ShutdownDeadline(PROPERTIES.shutdownTimeout()));
		SdkTracerProvider provider = SdkTracerProvider.builder().addSpanProcessor(processor).build();
		processor.pause(true);
		provider.get("test").spanBuilder("paused").startSpan().end();
		processor.forceFlush().join(15, TimeUnit.SECONDS);
		assertThat(exportThreads()).containsExactlyInAnyOrderElementsOf(before);
		assertThat(processor.destinations()).containsExactly(
				new DestinationStatus("the test", Signal.TRACES, State.PAUSED, null, null, 0, 0, new Figures(0, 0,
						Map.of("queue_full", 0L, "rejected", 0L, "failed", 0L, "stopped", 0L), 0, 0, Duration.ZERO)));
		processor.pause(false);
		provider.get("test").spanBuilder("sent").startSpan().end();
		processor.forceFlush().join(15, TimeUnit.SECONDS);
		assertThat(this.target.taken).containsExactly("sent");
		provider.close();
	}

	@Test
	void whatWasSentAndDropped() {
		this.target.answer = (spans) -> spans.stream().anyMatch((span) -> span.getName().equals("huge"))
				? new Refused(new Http(413, "Payload Too Large")) : null;
		List.of("huge", "a", "b").forEach((name) -> offer(span(name, Attributes.empty())));
		flush();
		DestinationStatus status = this.worker.status(false);
		assertThat(status.sent()).isEqualTo(2);
		assertThat(status.dropped()).isEqualTo(1);
		assertThat(status.state()).isEqualTo(State.OK);
		assertThat(status.lastSuccess()).isNotNull();
		this.target.answer = (spans) -> new Refused(new Http(401, "Unauthorized"));
		offer(span("refused", Attributes.empty()));
		flush();
		status = this.worker.status(false);
		assertThat(status.state()).isEqualTo(State.FAILING);
		assertThat(status.failure()).contains("401");
		assertThat(status.dropped()).isEqualTo(2);
		assertThat(status.figures().drops()).containsEntry("rejected", 2L).containsEntry("queue_full", 0L);
		// Space is freed just after a flush has ended.
		Waiting.await(() -> this.worker.status(false).figures().queued() == 0
				&& this.worker.status(false).figures().queuedBytes() == 0, () -> "an empty queue");
		assertThat(status.figures().requests()).as("three spans, two halves, and one").isGreaterThanOrEqualTo(4);
		assertThat(status.figures().failedRequests()).isGreaterThanOrEqualTo(3);
		assertThat(status.figures().requestTime()).isPositive();
		assertThat(this.worker.status(true).state()).isEqualTo(State.PAUSED);
	}

	private static List<Thread> exportThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("tracing-export"))
			.toList();
	}

	private ExportWorker<SpanData, ?> worker(Duration patience) {
		return ExportWorker.of(this.target, PROPERTIES, patience, Thread::new);
	}

	private void offer(SpanData span) {
		this.worker.offer(span, span.getTraceId());
	}

	private CompletableResultCode flush() {
		return this.worker.flush().join(15, TimeUnit.SECONDS);
	}

	private static SpanData span(String name, Attributes attributes) {
		return TestSpanData.builder()
			.setName(name)
			.setKind(SpanKind.INTERNAL)
			.setSpanContext(SpanContext.create("4bf92f3577b34da6a3ce929d0e0e4700",
					IdGenerator.random().generateSpanId(), TraceFlags.getSampled(), TraceState.getDefault()))
			.setStartEpochNanos(1)
			.setEndEpochNanos(2)
			.setHasEnded(true)
			.setStatus(StatusData.unset())
			.setAttributes(attributes)
			.setTotalAttributeCount(attributes.size())
			.build();
	}

	/**
	 * Records what it accepts, and how large each request would be.
	 */
	private static final class Target implements ExportTarget, SpanExporter {

		private final List<String> taken = new CopyOnWriteArrayList<>();

		private final List<Integer> requests = new CopyOnWriteArrayList<>();

		private final AtomicInteger shutdowns = new AtomicInteger();

		private volatile Function<Collection<SpanData>, @Nullable Throwable> answer = (spans) -> null;

		@Override
		public CompletableResultCode export(Collection<SpanData> spans) {
			Throwable failure = this.answer.apply(spans);
			if (failure != null) {
				return CompletableResultCode.ofExceptionalFailure(failure);
			}
			this.requests.add(TraceRequestMarshaler.create(spans).getBinarySerializedSize());
			spans.forEach((span) -> this.taken.add(span.getName()));
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode flush() {
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode shutdown() {
			this.shutdowns.incrementAndGet();
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public SpanExporter createExporter() {
			return this;
		}

		@Override
		public String description() {
			return "the test";
		}

		@Override
		public @Nullable Reply ask() {
			return null;
		}

	}

	/**
	 * The failure of OpenTelemetry's exporters if the server has responded.
	 */
	static final class Refused extends Exception {

		private static final long serialVersionUID = 1L;

		private final transient Object response;

		Refused(Object response) {
			this.response = response;
		}

		public Object getResponse() {
			return this.response;
		}

	}

	record Http(int statusCode, String statusMessage) {

	}

	record Grpc(int grpcStatusValue, String grpcStatusDescription) {

	}

	/**
	 * A span of the application that cannot be read twice.
	 */
	private static final class Fading extends DelegatingSpanData {

		private volatile boolean faded;

		Fading(SpanData span) {
			super(span);
		}

		@Override
		public Attributes getAttributes() {
			if (this.faded) {
				throw new IllegalStateException("no attributes any more");
			}
			return super.getAttributes();
		}

	}

}
