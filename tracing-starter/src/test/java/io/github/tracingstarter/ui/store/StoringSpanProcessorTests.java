package io.github.tracingstarter.ui.store;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StoringSpanProcessorTests {

	private final BoundedTraceStore store = new BoundedTraceStore(1_000_000, Duration.ofMillis(500), (data) -> data);

	@Test
	void aSpanIsThereAsSoonAsItEnded() {
		try (SdkTracerProvider provider = provider(Sampler.alwaysOn(), false)) {
			Tracer tracer = provider.get("test");
			Span parent = tracer.spanBuilder("parent").setSpanKind(SpanKind.SERVER).startSpan();
			SpanContext linked = SpanContext.create("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331",
					parent.getSpanContext().getTraceFlags(), parent.getSpanContext().getTraceState());
			Span child = tracer.spanBuilder("child")
				.setParent(Context.root().with(parent))
				.setAttribute("key", "value")
				.addLink(linked)
				.startSpan();
			child.addEvent("happened");
			child.setStatus(StatusCode.ERROR, "broken");
			child.end();
			String traceId = parent.getSpanContext().getTraceId();
			assertThat(this.store.find(traceId)).isNotNull()
				.satisfies((trace) -> assertThat(trace.spans()).singleElement().satisfies((span) -> {
					assertThat(span.name()).isEqualTo("child");
					assertThat(span.parentSpanId()).isEqualTo(parent.getSpanContext().getSpanId());
					assertThat(span.attributes()).isEqualTo(Attributes.of(AttributeKey.stringKey("key"), "value"));
					assertThat(span.events()).extracting(StoredSpan.Event::name).containsExactly("happened");
					assertThat(span.links()).containsExactly(new StoredSpan.Link("0af7651916cd43dd8448eb211c80319c",
							"b7ad6b7169203331", Attributes.empty()));
					assertThat(span.status()).isEqualTo(StatusCode.ERROR);
					assertThat(span.statusDescription()).isEqualTo("broken");
					assertThat(span.service()).isEqualTo("shop");
					assertThat(span.scope()).isEqualTo("test");
					assertThat(span.local()).isTrue();
				}));
			parent.end();
			assertThat(this.store.stats().spans()).isEqualTo(2);
			assertThat(this.store.stats().traces()).isEqualTo(1);
		}
	}

	/**
	 * A library in this process may still use the names from before the conventions were
	 * stable.
	 */
	@Test
	void oldNamesOfALibraryAreUnderstood() {
		try (SdkTracerProvider provider = provider(Sampler.alwaysOn(), false)) {
			Span call = provider.get("old").spanBuilder("HTTP GET").setSpanKind(SpanKind.CLIENT).startSpan();
			call.setAttribute("http.method", "GET").setAttribute("http.status_code", 503);
			call.setAttribute("db.system", "h2").setAttribute("db.statement", "select 1");
			call.end();
			StoredSpan stored = this.store.find(call.getSpanContext().getTraceId()).spans().get(0);
			assertThat(stored.attributes()).isEqualTo(Attributes.builder()
				.put("http.method", "GET")
				.put("http.status_code", 503)
				.put("db.system", "h2")
				.put("db.statement", "select 1")
				.put("http.request.method", "GET")
				.put("http.response.status_code", 503)
				.put("db.system.name", "h2database")
				.put("db.query.text", "select 1")
				.build());
		}
	}

	@Test
	void spansThatAreRecordedButNotSampledAreTakenOnlyIfAskedFor() {
		Sampler recordOnly = new RecordOnlySampler();
		try (SdkTracerProvider provider = provider(recordOnly, false)) {
			provider.get("test").spanBuilder("unsampled").startSpan().end();
			assertThat(this.store.stats().spans()).isZero();
		}
		BoundedTraceStore other = new BoundedTraceStore(1_000_000, Duration.ofMillis(500), (data) -> data);
		try (SdkTracerProvider provider = SdkTracerProvider.builder()
			.setSampler(recordOnly)
			.addSpanProcessor(new StoringSpanProcessor(other, true))
			.build()) {
			provider.get("test").spanBuilder("unsampled").startSpan().end();
			assertThat(other.stats().spans()).isEqualTo(1);
		}
	}

	@Test
	void theExceptionItselfIsNotKept() {
		try (SdkTracerProvider provider = provider(Sampler.alwaysOn(), false)) {
			Span span = provider.get("test").spanBuilder("failing").startSpan();
			span.recordException(new IllegalStateException("no"));
			span.end();
			StoredSpan stored = this.store.changedSince(0, 1).get(0).spans().get(0);
			assertThat(stored.events()).singleElement().satisfies((event) -> {
				assertThat(event).isExactlyInstanceOf(StoredSpan.Event.class);
				assertThat(event.attributes().get(AttributeKey.stringKey("exception.message"))).isEqualTo("no");
			});
		}
	}

	@Test
	void theThreadStartsWithTheFirstSpanAndEndsWithTheSdk() throws InterruptedException {
		SdkTracerProvider provider = provider(Sampler.alwaysOn(), false);
		assertThat(this.store.thread()).isNull();
		provider.get("test").spanBuilder("first").startSpan().end();
		Thread thread = this.store.thread();
		assertThat(thread).isNotNull().satisfies((started) -> {
			assertThat(started.getName()).isEqualTo("tracing-store");
			assertThat(started.isDaemon()).isTrue();
		});
		provider.shutdown().join(10, TimeUnit.SECONDS);
		if (thread != null) {
			thread.join(TimeUnit.SECONDS.toMillis(10));
			assertThat(thread.isAlive()).isFalse();
		}
		assertThat(this.store.stats().spans()).isEqualTo(1);
	}

	@Test
	void whatFindsNoRoomIsCountedAndLetGo() {
		SpanRing ring = new SpanRing(4);
		try (SdkTracerProvider provider = SdkTracerProvider.builder().build()) {
			ReadableSpan span = (ReadableSpan) provider.get("test").spanBuilder("span").startSpan();
			for (int i = 0; i < 4; i++) {
				assertThat(ring.offer(span)).isTrue();
			}
			assertThat(ring.offer(span)).isFalse();
			assertThat(ring.dropped()).isEqualTo(1);
			assertThat(ring.poll()).isSameAs(span);
			assertThat(ring.offer(span)).isTrue();
			for (int i = 0; i < 4; i++) {
				assertThat(ring.poll()).isSameAs(span);
			}
			assertThat(ring.poll()).isNull();
			assertThat(ring.isEmpty()).isTrue();
		}
	}

	@Test
	void theThreadOutlivesWhatItMeets() throws InterruptedException {
		SpanRing ring = new SpanRing(4);
		CountDownLatch filed = new CountDownLatch(2);
		StoreThread thread = new StoreThread(ring, () -> {
			ring.poll();
			filed.countDown();
			throw new OutOfMemoryError("not really");
		});
		try (SdkTracerProvider provider = SdkTracerProvider.builder().build()) {
			ReadableSpan span = (ReadableSpan) provider.get("test").spanBuilder("span").startSpan();
			ring.offer(span);
			thread.notice();
			ring.offer(span);
			thread.hurry();
			Objects.requireNonNull(thread.thread()).interrupt();
			assertThat(filed.await(10, TimeUnit.SECONDS)).isTrue();
		}
		thread.stop();
		Thread ended = Objects.requireNonNull(thread.thread());
		ended.join(TimeUnit.SECONDS.toMillis(10));
		assertThat(ended.isAlive()).isFalse();
	}

	@Test
	void theThreadInheritsNothingOfTheFirstRequest() throws InterruptedException {
		InheritableThreadLocal<String> ofRequest = new InheritableThreadLocal<>();
		ofRequest.set("user");
		CountDownLatch filed = new CountDownLatch(1);
		List<String> seen = new CopyOnWriteArrayList<>();
		StoreThread thread = new StoreThread(new SpanRing(4), () -> {
			seen.add(String.valueOf(ofRequest.get()));
			filed.countDown();
		});
		thread.notice();
		assertThat(filed.await(10, TimeUnit.SECONDS)).isTrue();
		thread.stop();
		assertThat(seen.get(0)).isEqualTo("null");
	}

	@Test
	void aReaderDoesNotWaitForWhatComesMeanwhile() {
		try (SdkTracerProvider provider = SdkTracerProvider.builder().build()) {
			ReadableSpan span = (ReadableSpan) provider.get("test").spanBuilder("span").startSpan();
			this.store.close();
			BoundedTraceStore busy = new BoundedTraceStore(1_000_000, Duration.ofMillis(500), (data) -> data);
			AtomicInteger copied = new AtomicInteger();
			ReadableSpan endless = (ReadableSpan) Proxy.newProxyInstance(getClass().getClassLoader(),
					new Class<?>[] { ReadableSpan.class }, (proxy, method, arguments) -> {
						if (method.getName().equals("toSpanData") && copied.incrementAndGet() < 100_000) {
							busy.offer((ReadableSpan) proxy);
						}
						return method.invoke(span, arguments);
					});
			busy.offer(endless);
			busy.stats();
			assertThat(copied.get()).isPositive().isLessThan(100_000);
			busy.close();
		}
	}

	private SdkTracerProvider provider(Sampler sampler, boolean unsampled) {
		return SdkTracerProvider.builder()
			.setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "shop")))
			.setSampler(sampler)
			.addSpanProcessor(new StoringSpanProcessor(this.store, unsampled))
			.build();
	}

	private static final class RecordOnlySampler implements Sampler {

		@Override
		public SamplingResult shouldSample(Context parent, String traceId, String name, SpanKind kind,
				Attributes attributes, List<LinkData> links) {
			return SamplingResult.create(SamplingDecision.RECORD_ONLY);
		}

		@Override
		public String getDescription() {
			return "record only";
		}

	}

}
