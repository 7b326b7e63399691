package io.github.tracingstarter.instrument.restclient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.Upstream;
import io.micrometer.tracing.BaggageInScope;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a call takes from the current trace and what it passes on.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClientContextTests {

	private static final String TRACE_ID = "12345678901234567890123456789012";

	private static final String SPAN_ID = "1234567890123456";

	private final ApplicationContextRunner runner = TracedApplication.runner();

	private final Upstream upstream = new Upstream();

	@AfterEach
	void close() {
		this.upstream.close();
		assertThat(Context.current()).isSameAs(Context.root());
	}

	@Test
	void callIsAChildOfTheCurrentSpan() {
		this.runner.run((context) -> {
			Tracer tracer = context.getBean(Tracer.class);
			io.micrometer.tracing.Span outer = tracer.nextSpan().name("outer").start();
			try (Tracer.SpanInScope scope = tracer.withSpan(outer)) {
				assertThat(scope).isNotNull();
				call(context.getBean(RestClient.Builder.class).build());
			}
			finally {
				outer.end();
			}
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("INTERNAL outer\n  CLIENT GET\n");
		});
	}

	@Test
	void whatHappensWhileSendingIsBelowTheCall() {
		this.runner.run((context) -> {
			io.opentelemetry.api.trace.Tracer tracer = context.getBean(OpenTelemetry.class).getTracer("application");
			JdkClientHttpRequestFactory jdk = new JdkClientHttpRequestFactory();
			ClientHttpRequestFactory factory = (uri, method) -> new HookedRequest(jdk.createRequest(uri, method),
					() -> tracer.spanBuilder("inner").startSpan().end());
			call(context.getBean(RestClient.Builder.class).requestFactory(factory).build());
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("CLIENT GET\n  INTERNAL inner\n");
		});
	}

	@Test
	void droppedTraceMakesNoSpanAndDropsDownstream() {
		this.runner.run((context) -> {
			Span dropped = Span.wrap(SpanContext.createFromRemoteParent(TRACE_ID, SPAN_ID, TraceFlags.getDefault(),
					TraceState.builder().put("vendor", "1").build()));
			try (Scope scope = dropped.makeCurrent()) {
				assertThat(scope).isNotNull();
				call(context.getBean(RestClient.Builder.class).build());
			}
			assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
			assertThat(this.upstream.only().header("traceparent"))
				.containsExactly("00-%s-%s-00".formatted(TRACE_ID, SPAN_ID));
			assertThat(this.upstream.only().header("tracestate")).containsExactly("vendor=1");
		});
	}

	@Test
	void unsampledCallWithoutParentDropsDownstream() {
		this.runner.withPropertyValues("management.tracing.sampling.probability=0").run((context) -> {
			call(context.getBean(RestClient.Builder.class).build());
			assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
			assertThat(this.upstream.only().header("traceparent")).singleElement()
				.asString()
				.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[02]");
		});
	}

	@Test
	void configuredPropagationIsUsed() {
		this.runner.withPropertyValues("management.tracing.propagation.produce=b3_multi").run((context) -> {
			call(context.getBean(RestClient.Builder.class).build());
			Upstream.Received received = this.upstream.only();
			assertThat(received.header("X-B3-TraceId"))
				.containsExactly(context.getBean(RecordedSpans.class).first(SpanKind.CLIENT).getTraceId());
			assertThat(received.header("traceparent")).isEmpty();
		});
	}

	@Test
	void baggageTravels() {
		this.runner.withPropertyValues("management.tracing.baggage.remote-fields=tenant").run((context) -> {
			Tracer tracer = context.getBean(Tracer.class);
			RestClient client = context.getBean(RestClient.Builder.class).build();
			io.micrometer.tracing.Span span = tracer.nextSpan().name("outer").start();
			try (Tracer.SpanInScope scope = tracer.withSpan(span);
					BaggageInScope baggage = tracer.createBaggageInScope("tenant", "acme")) {
				assertThat(scope).isNotNull();
				assertThat(baggage).isNotNull();
				call(client);
			}
			finally {
				span.end();
			}
			assertThat(this.upstream.only().header("tenant")).containsExactly("acme");
		});
	}

	@Test
	void callGoesOutWhenThePropagatorFails(CapturedOutput output) {
		this.runner.withBean(TextMapPropagator.class, FailingPropagator::new).run((context) -> {
			RestClient client = context.getBean(RestClient.Builder.class).build();
			call(client);
			call(client);
			assertThat(this.upstream.received()).hasSize(2);
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("CLIENT GET\nCLIENT GET\n");
		});
		assertThat(output.getOut().split("could not be traced", -1)).hasSize(2);
	}

	@Test
	void callGoesOutWhenTheSamplerFails(CapturedOutput output) {
		this.runner.withBean(Sampler.class, FailingSampler::new).run((context) -> {
			call(context.getBean(RestClient.Builder.class).build());
			assertThat(this.upstream.received()).hasSize(1);
			assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
		});
		assertThat(output).contains("could not be traced");
	}

	@Test
	void callKeepsItsResponseWhenASpanProcessorFailsAtTheEnd(CapturedOutput output) {
		this.runner.withBean(SpanProcessor.class, () -> new FailingProcessor(false, true)).run((context) -> {
			RestClient client = context.getBean(RestClient.Builder.class).build();
			call(client);
			call(client);
			assertThat(Context.current()).isSameAs(Context.root());
			assertThat(this.upstream.received()).hasSize(2)
				.allSatisfy((request) -> assertThat(request.header("traceparent")).hasSize(1));
		});
		assertThat(output.getOut().split("could not be traced", -1)).hasSize(2);
	}

	@Test
	void callKeepsItsExceptionWhenASpanProcessorFailsAtTheEnd() {
		IOException failure = new IOException("no route");
		ClientHttpRequestFactory factory = (uri, method) -> {
			JdkClientHttpRequestFactory jdk = new JdkClientHttpRequestFactory();
			return new HookedRequest(jdk.createRequest(uri, method), () -> {
				throw new UncheckedIOException(failure);
			});
		};
		this.runner.withBean(SpanProcessor.class, () -> new FailingProcessor(false, true)).run((context) -> {
			RestClient client = context.getBean(RestClient.Builder.class).requestFactory(factory).build();
			assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> call(client)).withCause(failure);
			assertThat(Context.current()).isSameAs(Context.root());
		});
	}

	@Test
	void callGoesOutWhenASpanProcessorFailsAtTheStart(CapturedOutput output) {
		this.runner.withBean(SpanProcessor.class, () -> new FailingProcessor(true, true)).run((context) -> {
			call(context.getBean(RestClient.Builder.class).build());
			assertThat(Context.current()).isSameAs(Context.root());
			assertThat(this.upstream.received()).hasSize(1);
		});
		assertThat(output).contains("could not be traced");
	}

	@Test
	void callMadeWhileTheTracerIsCreatedGoesOut() {
		RestTemplate template = new RestTemplate();
		this.runner.withBean(RestTemplate.class, () -> template)
			.withInitializer((context) -> ((GenericApplicationContext) context).registerBean(Sampler.class, () -> {
				String answer = context.getBean(RestTemplate.class).getForObject(this.upstream.url("/"), String.class);
				assertThat(answer).isEqualTo("hello");
				return Sampler.alwaysOn();
			}))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(this.upstream.only().header("traceparent")).isEmpty();
				template.getForObject(this.upstream.url("/"), String.class);
				assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("CLIENT GET\n");
			});
	}

	@Test
	void callGoesOutWhenTheApplicationIsGone() {
		AtomicReference<RestClient> client = new AtomicReference<>();
		this.runner.run((context) -> client.set(context.getBean(RestClient.Builder.class).build()));
		call(client.get());
		assertThat(this.upstream.received()).hasSize(1);
	}

	private void call(RestClient client) {
		assertThat(client.get().uri(this.upstream.url("/")).retrieve().body(String.class)).isEqualTo("hello");
	}

	private static final class FailingPropagator implements TextMapPropagator {

		@Override
		public List<String> fields() {
			return List.of("x-failing");
		}

		@Override
		public <C> void inject(Context context, @Nullable C carrier, TextMapSetter<C> setter) {
			throw new IllegalStateException("propagator");
		}

		@Override
		public <C> Context extract(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
			return context;
		}

	}

	private static final class FailingSampler implements Sampler {

		@Override
		public SamplingResult shouldSample(Context parentContext, String traceId, String name, SpanKind spanKind,
				Attributes attributes, List<LinkData> parentLinks) {
			throw new IllegalStateException("sampler");
		}

		@Override
		public String getDescription() {
			return "failing";
		}

	}

	private record FailingProcessor(boolean atStart, boolean atEnd) implements SpanProcessor {

		@Override
		public void onStart(Context parentContext, ReadWriteSpan span) {
			throw new IllegalStateException("start");
		}

		@Override
		public boolean isStartRequired() {
			return this.atStart;
		}

		@Override
		public void onEnd(ReadableSpan span) {
			throw new IllegalStateException("end");
		}

		@Override
		public boolean isEndRequired() {
			return this.atEnd;
		}

	}

}
