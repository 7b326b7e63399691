package io.github.tracingstarter.instrument;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.github.tracingstarter.sampling.TraceSampler;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Propagator;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Observations of a library, Pigeon, that has a mapper.
 */
class MappedObservationTests {

	private static final SpanContext SENDER = SpanContext.create("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331",
			TraceFlags.getSampled(), TraceState.getDefault());

	private final ApplicationContextRunner runner = ObservedApplication.runner()
		.withBean(PigeonMapper.class, PigeonMapper::new);

	@Test
	void spanIsDescribedByTheMapperAndNothingElse() {
		observe(this.runner, (context) -> {
		}, (spans) -> {
			assertThat(spans.tree()).isEqualTo("PRODUCER send rome\n");
			assertThat(RecordedSpans.attributes(spans.named("send rome"))).containsOnly(
					Map.entry("messaging.destination.name", "rome"), Map.entry("messaging.operation.name", "send"),
					Map.entry("messaging.operation.type", "send"), Map.entry("messaging.system", "pigeon"),
					Map.entry("pigeon.weight", 3L));
		});
	}

	@Test
	void samplerSeesNameKindAndAttributes() {
		RecordingSampler sampler = new RecordingSampler();
		observe(this.runner.withBean(Sampler.class, () -> sampler), (context) -> {
		}, (spans) -> assertThat(sampler.seen).containsExactly("PRODUCER send rome pigeon"));
	}

	@Test
	void whatIsNotRecordedIsNotDescribedAndCarriesItsTrace() {
		this.runner.run((context) -> {
			PigeonContext pigeon = new PigeonContext("rome");
			try (Scope scope = Span
				.wrap(SpanContext.create(SENDER.getTraceId(), SENDER.getSpanId(), TraceFlags.getDefault(),
						TraceState.getDefault()))
				.makeCurrent()) {
				assertThat(scope).isNotNull();
				observation(context.getBean(ObservationRegistry.class), pigeon).observe(
						() -> assertThat(Span.current().getSpanContext().getTraceId()).isEqualTo(SENDER.getTraceId()));
			}
			assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
			assertThat(pigeon.getCarrier()).hasEntrySatisfying("the_traceparent",
					(header) -> assertThat(header).startsWith("00-" + SENDER.getTraceId()).endsWith("-00"));
		});
	}

	@Test
	void keysAndNamesOfTheApplicationAreOnTheSpan() {
		observe(this.runner.withPropertyValues("management.observations.key-values.region=eu")
			.withBean(ObservationFilter.class,
					() -> (context) -> context.addHighCardinalityKeyValue(KeyValue.of("build", "42"))),
				(observation) -> {
					observation.lowCardinalityKeyValue("tenant", "acme");
				},
				(spans) -> assertThat(RecordedSpans.attributes(spans.all().get(0))).containsEntry("region", "eu")
					.containsEntry("build", "42")
					.containsEntry("tenant", "acme"));
	}

	@Test
	void whatTheApplicationAddsPassesTheRedaction() {
		observe(this.runner, (observation) -> {
			observation.highCardinalityKeyValue("callback", "https://me:hunter2@example.com/?access_token=s3cret");
			observation.contextualName("to https://me:hunter2@example.com");
		}, (spans) -> {
			SpanData span = spans.all().get(0);
			assertThat(span.getName() + RecordedSpans.attributes(span)).contains("example.com", "callback=")
				.doesNotContain("hunter2", "s3cret");
		});
	}

	@Test
	void conventionOfTheApplicationAddsKeysAndNamesTheSpan() {
		observe(this.runner.withBean(TenantConvention.class, TenantConvention::new), (observation) -> {
		}, (spans) -> {
			assertThat(spans.tree()).isEqualTo("PRODUCER acme: rome\n");
			assertThat(RecordedSpans.attributes(spans.named("acme: rome"))).containsEntry("tenant", "acme")
				.containsEntry("messaging.destination.name", "rome");
		});
	}

	@Test
	void replacedConventionIsNotAskedWhereThereAreSpansOnly() {
		spansOnly(this.runner, (pigeon, spans) -> {
			assertThat(pigeon.getName()).isEqualTo("pigeon");
			assertThat(pigeon.getAllKeyValues()).isEmpty();
			assertThat(spans.tree()).isEqualTo("PRODUCER send rome\n");
			assertThat(RecordedSpans.attributes(spans.named("send rome"))).containsOnlyKeys(
					"messaging.destination.name", "messaging.operation.name", "messaging.operation.type",
					"messaging.system", "pigeon.weight");
		});
	}

	@Test
	void conventionOfTheApplicationIsAskedWhereThereAreSpansOnly() {
		spansOnly(this.runner.withBean(TenantConvention.class, TenantConvention::new), (pigeon, spans) -> {
			assertThat(spans.tree()).isEqualTo("PRODUCER acme: rome\n");
			assertThat(RecordedSpans.attributes(spans.named("acme: rome"))).containsEntry("tenant", "acme");
		});
	}

	@Test
	void filterOfTheApplicationSeesTheKeysOfAReplacedConvention() {
		spansOnly(
				this.runner.withBean(ObservationFilter.class,
						() -> (context) -> context.addHighCardinalityKeyValue(
								KeyValue.of("to", String.valueOf(context.getLowCardinalityKeyValue("pigeon.to"))))),
				(pigeon, spans) -> assertThat(RecordedSpans.attributes(spans.named("send rome")))
					.hasEntrySatisfying("to", (to) -> assertThat((String) to).contains("rome")));
	}

	@Test
	void observationOfSpansOnlyIsTurnedOffByItsName() {
		spansOnly(this.runner.withPropertyValues("management.observations.enable.pigeon=false"),
				(pigeon, spans) -> assertThat(spans.all()).isEmpty());
	}

	private static void spansOnly(ApplicationContextRunner runner,
			BiConsumer<PigeonContext, RecordedSpans> assertions) {
		runner.run((context) -> {
			PigeonContext pigeon = new PigeonContext("rome");
			observation(context.getBean(SpanObservations.class).registry(), pigeon).observe(() -> {
			});
			assertions.accept(pigeon, context.getBean(RecordedSpans.class));
		});
	}

	@Test
	void observationThatIsTurnedOffMakesNoSpan() {
		observe(this.runner.withPropertyValues("management.observations.enable.pigeon=false"), (observation) -> {
		}, (spans) -> assertThat(spans.all()).isEmpty());
	}

	@Test
	void spansAndObservationsNestWithinItsScope() {
		this.runner.run((context) -> {
			ObservationRegistry registry = context.getBean(ObservationRegistry.class);
			Observation.createNotStarted("outer", registry)
				.observe(() -> observation(registry, new PigeonContext("rome")).observe(() -> {
					assertThat(context.getBean(Tracer.class).currentSpan()).isNotNull();
					Observation.createNotStarted("inner", registry).observe(() -> {
					});
					context.getBean(Tracer.class).nextSpan().name("plain").start().end();
				}));
			assertThat(Span.current().getSpanContext().isValid()).isFalse();
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(spans.tree())
				.isEqualTo("INTERNAL outer\n  PRODUCER send rome\n    INTERNAL inner\n    INTERNAL plain\n");
		});
	}

	@Test
	void failureIsThatOfTheApplicationAndOnTheSpan() {
		IllegalStateException failure = new IllegalStateException("lost");
		observe(this.runner, (observation) -> observation.error(failure), (spans) -> {
			assertThat(spans.tree()).isEqualTo("PRODUCER send rome !\n");
			SpanData span = spans.named("send rome");
			assertThat(RecordedSpans.attributes(span)).containsEntry("error.type", "java.lang.IllegalStateException");
			assertThat(span.getEvents()).hasSize(1);
		});
	}

	@Test
	void noiseKeepsItsMetricsAndWhatHappensWithinItBelongsToTheSpanAround() {
		this.runner
			.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
					SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class))
			.run((context) -> {
				ObservationRegistry registry = context.getBean(ObservationRegistry.class);
				Observation.createNotStarted("outer", registry)
					.observe(() -> observation(registry, new PigeonContext("nowhere"))
						.observe(() -> Observation.createNotStarted("inner", registry).observe(() -> {
						})));
				assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("INTERNAL outer\n  INTERNAL inner\n");
				assertThat(context.getBean(MeterRegistry.class).get("pigeon").timer().count()).isEqualTo(1);
			});
	}

	@Test
	void mapperThatFailsDoesNotFailTheApplication() {
		for (String failing : List.of("supports", "name", "attributes", "headers", "event", "end")) {
			this.runner.run((context) -> {
				ObservationRegistry registry = context.getBean(ObservationRegistry.class);
				String result = Observation.createNotStarted("outer", registry)
					.observe(() -> observation(registry, new PigeonContext("fails: " + failing)).observe(() -> {
						registry.getCurrentObservation().event(Observation.Event.of(failing));
						return Observation.createNotStarted("inner", registry).observe(() -> "done");
					}));
				assertThat(result).isEqualTo("done");
				assertThat(Span.current().getSpanContext().isValid()).isFalse();
				RecordedSpans spans = context.getBean(RecordedSpans.class);
				spans.await(2);
				assertThat(spans.all()).as(failing)
					.extracting(SpanData::getTraceId)
					.containsOnly(spans.named("outer").getTraceId());
				assertThat(spans.named("inner").getParentSpanId()).isNotEqualTo(SpanContext.getInvalid().getSpanId());
			});
		}
	}

	@Test
	void spanThatCouldNotBeDescribedEnds() {
		TraceSampler dropping = new DroppingSampler();
		this.runner.withBean(Sampler.class, () -> dropping).run((context) -> {
			observation(context.getBean(ObservationRegistry.class), new PigeonContext("fails: attributes"))
				.observe(() -> {
				});
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(spans.all()).hasSize(1).allMatch(SpanData::hasEnded);
		});
	}

	@Test
	void receivedMessageBelongsToTheTraceOfItsSender() {
		this.runner.withBean(ReceivedMapper.class, ReceivedMapper::new).run((context) -> {
			Received received = new Received(headers(SENDER));
			Observation.createNotStarted("pigeon.received", () -> received, context.getBean(ObservationRegistry.class))
				.observe(() -> {
				});
			SpanData span = context.getBean(RecordedSpans.class).first(SpanKind.CONSUMER);
			assertThat(span.getParentSpanContext().getTraceId()).isEqualTo(SENDER.getTraceId());
			assertThat(span.getParentSpanId()).isEqualTo(SENDER.getSpanId());
		});
	}

	@Test
	void batchOfOneTraceBelongsToIt() {
		SpanContext other = SpanContext.create(SENDER.getTraceId(), "c7ad6b7169203331", TraceFlags.getSampled(),
				TraceState.getDefault());
		batch(List.of(headers(SENDER), headers(other), headers(SENDER)), (span) -> {
			assertThat(span.getTraceId()).isEqualTo(SENDER.getTraceId());
			assertThat(span.getParentSpanId()).isEqualTo(SENDER.getSpanId());
			assertThat(span.getLinks()).extracting((link) -> link.getSpanContext().getSpanId())
				.containsExactly(other.getSpanId());
		});
	}

	@Test
	void batchOfSeveralTracesBeginsOneWithLinks() {
		SpanContext other = SpanContext.create("1af7651916cd43dd8448eb211c80319c", "c7ad6b7169203331",
				TraceFlags.getSampled(), TraceState.getDefault());
		batch(List.of(headers(SENDER), headers(other)), (span) -> {
			assertThat(span.getParentSpanContext().isValid()).isFalse();
			assertThat(span.getTraceId()).isNotIn(SENDER.getTraceId(), other.getTraceId());
			assertThat(span.getLinks()).extracting(LinkData::getSpanContext)
				.extracting(SpanContext::getTraceId)
				.containsExactly(SENDER.getTraceId(), other.getTraceId());
		});
	}

	@Test
	void batchWithAMessageOfAnUnknownSenderBeginsATrace() {
		batch(List.of(headers(SENDER), Map.of()), (span) -> {
			assertThat(span.getParentSpanContext().isValid()).isFalse();
			assertThat(span.getLinks()).hasSize(1);
		});
	}

	private void batch(List<Map<String, String>> messages, Consumer<SpanData> assertions) {
		this.runner.withBean(BatchMapper.class, BatchMapper::new).run((context) -> {
			Observation
				.createNotStarted("pigeons",
						() -> new BatchReceiverContext<>(messages, (message, key) -> message.get(key)),
						context.getBean(ObservationRegistry.class))
				.observe(() -> {
				});
			assertions.accept(context.getBean(RecordedSpans.class).named("pigeons"));
		});
	}

	private static Map<String, String> headers(SpanContext sender) {
		return Map.of("traceparent", "00-%s-%s-01".formatted(sender.getTraceId(), sender.getSpanId()));
	}

	private static void observe(ApplicationContextRunner runner, Consumer<Observation> change,
			Consumer<RecordedSpans> assertions) {
		runner.run((context) -> {
			Observation observation = observation(context.getBean(ObservationRegistry.class),
					new PigeonContext("rome"));
			observation.start();
			change.accept(observation);
			observation.stop();
			assertions.accept(context.getBean(RecordedSpans.class));
		});
	}

	private static Observation observation(ObservationRegistry registry, PigeonContext context) {
		return Observation.createNotStarted(null, new PigeonConvention(), () -> context, registry);
	}

	private static final class PigeonContext extends SenderContext<Map<String, String>> {

		private final String destination;

		PigeonContext(String destination) {
			super((message, key, value) -> {
				if (message != null) {
					message.put(key, value);
				}
			});
			this.destination = destination;
			setCarrier(destination.endsWith(": headers") ? Map.of() : new HashMap<>());
		}

		void failAt(String place) {
			if (this.destination.endsWith(": " + place)) {
				throw new IllegalStateException(place);
			}
		}

	}

	/**
	 * The library's own convention.
	 */
	private static class PigeonConvention implements ObservationConvention<PigeonContext> {

		@Override
		public String getName() {
			return "pigeon";
		}

		@Override
		public String getContextualName(PigeonContext context) {
			return context.destination + " send";
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(PigeonContext context) {
			return KeyValues.of("pigeon.to", context.destination);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof PigeonContext;
		}

	}

	private static final class TenantConvention extends PigeonConvention
			implements GlobalObservationConvention<PigeonContext> {

		@Override
		public String getContextualName(PigeonContext context) {
			return "acme: " + context.destination;
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(PigeonContext context) {
			return super.getLowCardinalityKeyValues(context).and("tenant", "acme");
		}

	}

	/**
	 * Records everything, but says that it may drop some traces.
	 */
	private static final class DroppingSampler implements TraceSampler {

		@Override
		public boolean isDropping() {
			return true;
		}

		@Override
		public SamplingResult shouldSample(Context parent, String traceId, String name, SpanKind kind,
				Attributes attributes, List<LinkData> links) {
			return SamplingResult.recordAndSample();
		}

		@Override
		public String getDescription() {
			return "dropping";
		}

	}

	private static final class PigeonMapper implements ObservationMapper<PigeonContext> {

		@Override
		public Class<PigeonContext> contextType() {
			return PigeonContext.class;
		}

		@Override
		public boolean supports(PigeonContext context) {
			context.failAt("supports");
			return true;
		}

		@Override
		public boolean isNoise(PigeonContext context) {
			return context.destination.equals("nowhere");
		}

		@Override
		public String name(PigeonContext context) {
			context.failAt("name");
			return Messaging.spanName("send", context.destination);
		}

		@Override
		public void describe(PigeonContext context, AttributesBuilder attributes) {
			context.failAt("attributes");
			Messaging.describe(attributes, "pigeon", "send");
			attributes.put(Messaging.DESTINATION_NAME, context.destination);
		}

		@Override
		public boolean isNoise(Observation.Event event) {
			if (event.getName().equals("event")) {
				throw new IllegalAccessError("event");
			}
			return false;
		}

		@Override
		public void complete(PigeonContext context, Span span) {
			context.failAt("end");
			span.setAttribute("pigeon.weight", 3);
		}

		@Override
		public Set<String> replacedKeys() {
			return Set.of("pigeon.to");
		}

		@Override
		public ObservationConvention<PigeonContext> replacedConvention() {
			return new PigeonConvention();
		}

		@Override
		public String replacedName(PigeonContext context) {
			return context.destination + " send";
		}

		@Override
		public String header(String name) {
			return "the_" + name;
		}

	}

	private static final class Received extends ReceiverContext<Map<String, String>> {

		Received(Map<String, String> message) {
			super((Propagator.Getter<Map<String, String>>) (carrier, key) -> carrier.get(key));
			setCarrier(message);
		}

	}

	private static final class ReceivedMapper implements ObservationMapper<Received> {

		@Override
		public Class<Received> contextType() {
			return Received.class;
		}

	}

	@SuppressWarnings("rawtypes")
	private static final class BatchMapper implements ObservationMapper<BatchReceiverContext> {

		@Override
		public Class<BatchReceiverContext> contextType() {
			return BatchReceiverContext.class;
		}

	}

	private static final class RecordingSampler implements Sampler {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		@Override
		public SamplingResult shouldSample(Context parent, String traceId, String name, SpanKind kind,
				Attributes attributes, List<LinkData> links) {
			String system = attributes.asMap()
				.entrySet()
				.stream()
				.filter((entry) -> entry.getKey().getKey().equals("messaging.system"))
				.map((entry) -> String.valueOf(entry.getValue()))
				.findFirst()
				.orElse("");
			this.seen.add("%s %s %s".formatted(kind, name, system));
			return SamplingResult.recordAndSample();
		}

		@Override
		public String getDescription() {
			return "recording";
		}

	}

}
