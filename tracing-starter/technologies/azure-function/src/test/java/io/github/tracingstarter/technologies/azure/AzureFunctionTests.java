package io.github.tracingstarter.technologies.azure;

import java.lang.reflect.InvocationTargetException;
import java.util.Map;

import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpResponseMessage;
import io.github.tracingstarter.instrument.faas.AzureFunctionMiddleware;
import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The functions of the sample, called as Azure's worker does.
 */
class AzureFunctionTests {

	private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

	private static final String CALLER = "b7ad6b7169203331";

	private static final String SAMPLED = "00-%s-%s-01".formatted(TRACE, CALLER);

	private static final String HOST_TRACE = "1bf7651916cd43dd8448eb211c80319c";

	private static final String HOST = "c7ad6b7169203332";

	private static Worker worker;

	/** The spans of the first invocation, which has started the application. */
	private static SpanData first;

	private static String firstTree;

	private RecordedSpans spans;

	@BeforeAll
	static void start() throws Exception {
		worker = new Worker(AzureFunctionTests.class.getClassLoader());
		worker.load("com.example.orders.OrderFunctions");
		worker.load(MoreFunctions.class.getName());
		assertThat(worker.invoke(order("1"))).isInstanceOf(HttpResponseMessage.class);
		RecordedSpans spans = TestedApplication.context().getBean(RecordedSpans.class);
		spans.await(2);
		firstTree = spans.tree();
		first = spans.first(SpanKind.SERVER);
	}

	@AfterAll
	static void stop() {
		worker.close();
	}

	@BeforeEach
	void clear() {
		this.spans = TestedApplication.context().getBean(RecordedSpans.class);
		this.spans.clear();
	}

	private static Trigger order(String id) {
		return request("order", "/api/orders/" + id, Map.of()).metadata("id", id);
	}

	private static Trigger request(String function, String path, Map<String, String> headers) {
		return Trigger.http(function, "request", HttpMethod.GET, "https://shop.azurewebsites.net" + path, headers);
	}

	@Test
	void firstInvocationIsOneTreeAlthoughItStartsTheApplication() {
		assertThat(firstTree).isEqualTo("""
				SERVER GET /api/orders/{id}
				  CLIENT SELECT orders
				""");
		assertThat(RecordedSpans.attributes(first)).containsEntry("faas.coldstart", true);
		long start = TestedApplication.context().getStartupDate();
		assertThat(first.getStartEpochNanos() / 1_000_000).isLessThanOrEqualTo(start);
	}

	@Test
	void attributesOfARequest() throws Exception {
		worker.invoke(request("order", "/api/orders/1?code=secret&full=true",
				Map.of("user-agent", "curl", "x-forwarded-for", "10.0.0.1, 192.0.2.7:52144"))
			.metadata("id", "1"));
		this.spans.await(2);
		assertThat(this.spans.tree()).isEqualTo("""
				SERVER GET /api/orders/{id}
				  CLIENT SELECT orders
				""");
		SpanData span = this.spans.first(SpanKind.SERVER);
		assertThat(RecordedSpans.attributes(span)).containsOnly(Map.entry("faas.trigger", "http"),
				Map.entry("faas.coldstart", false), Map.entry("faas.invocation_id", "invocation-of-order"),
				Map.entry("faas.name", "order"), Map.entry("http.request.method", "GET"),
				Map.entry("http.route", "/api/orders/{id}"), Map.entry("url.path", "/api/orders/1"),
				Map.entry("url.query", "code=REDACTED&full=true"), Map.entry("url.scheme", "https"),
				Map.entry("server.address", "shop.azurewebsites.net"), Map.entry("client.address", "192.0.2.7"),
				Map.entry("user_agent.original", "curl"), Map.entry("http.response.status_code", 200L));
		assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
		assertThat(span.getParentSpanContext().isValid()).isFalse();
	}

	@Test
	void requestIsInTheTraceOfItsCallerAndNotOfTheHost() throws Exception {
		worker.invoke(request("plain", "/api/plain", Map.of("traceparent", SAMPLED, "tracestate", "vendor=1"))
			.host("00-%s-%s-01".formatted(TRACE, HOST), ""));
		this.spans.await(1);
		SpanData span = this.spans.first(SpanKind.SERVER);
		assertThat(span.getTraceId()).isEqualTo(TRACE);
		assertThat(span.getParentSpanId()).isEqualTo(CALLER);
		assertThat(span.getSpanContext().getTraceState().get("vendor")).isEqualTo("1");
		assertThat(span.getLinks()).isEmpty();
		assertThat(MoreFunctions.traceIdOfLogLines).isEqualTo(TRACE);
	}

	@Test
	void hostIsTheParentIfItRecordsAndTheEventHasNone() throws Exception {
		worker.invoke(request("plain", "/api/plain", Map.of()).host("00-%s-%s-01".formatted(HOST_TRACE, HOST), "a=b"));
		this.spans.await(1);
		SpanData span = this.spans.first(SpanKind.SERVER);
		assertThat(span.getTraceId()).isEqualTo(HOST_TRACE);
		assertThat(span.getParentSpanId()).isEqualTo(HOST);
		assertThat(span.getSpanContext().getTraceState().get("a")).isEqualTo("b");
	}

	/**
	 * The host does not record unless it is configured to, which is no decision about the
	 * application.
	 */
	@Test
	void hostThatDoesNotRecordIsLinked() throws Exception {
		worker.invoke(Trigger.text("store", "item", "ink").host("00-%s-%s-00".formatted(HOST_TRACE, HOST), ""));
		this.spans.await(2);
		assertThat(this.spans.tree()).isEqualTo("""
				CONSUMER process orders
				  CLIENT INSERT orders SELECT orders
				""");
		SpanData span = this.spans.first(SpanKind.CONSUMER);
		assertThat(span.getParentSpanContext().isValid()).isFalse();
		assertThat(span.getTraceId()).isNotEqualTo(HOST_TRACE);
		assertThat(span.getLinks()).extracting((link) -> link.getSpanContext().getSpanId()).containsExactly(HOST);
	}

	@Test
	void messageOfAQueueStartsATrace() throws Exception {
		worker.invoke(Trigger.text("store", "item", "ink").metadata("Id", "'m-1'").metadata("DequeueCount", "1"));
		this.spans.await(2);
		SpanData span = this.spans.first(SpanKind.CONSUMER);
		assertThat(RecordedSpans.attributes(span)).containsOnly(Map.entry("faas.trigger", "pubsub"),
				Map.entry("faas.coldstart", false), Map.entry("faas.invocation_id", "invocation-of-store"),
				Map.entry("faas.name", "store"), Map.entry("messaging.system", "azure_storage_queue"),
				Map.entry("messaging.operation.name", "process"), Map.entry("messaging.operation.type", "process"),
				Map.entry("messaging.destination.name", "orders"), Map.entry("messaging.message.id", "m-1"),
				Map.entry("azure.resource_provider.namespace", "Microsoft.Storage"));
		assertThat(span.getParentSpanContext().isValid()).isFalse();
		assertThat(span.getLinks()).isEmpty();
	}

	@Test
	void timerStartsATrace() throws Exception {
		worker.invoke(Trigger.text("clean-up", "timer", "{}"));
		this.spans.await(2);
		assertThat(this.spans.tree()).isEqualTo("""
				SERVER clean-up
				  CLIENT DELETE orders
				""");
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.SERVER))).containsOnly(
				Map.entry("faas.trigger", "timer"), Map.entry("faas.coldstart", false),
				Map.entry("faas.invocation_id", "invocation-of-clean-up"), Map.entry("faas.name", "clean-up"),
				Map.entry("faas.cron", "0 0 3 * * *"));
	}

	@Test
	void eventIsInTheTraceOfItsSender() throws Exception {
		worker.invoke(Trigger.text("event", "event", "warm")
			.metadata("Properties", "{'traceparent':'%s','count':3}".formatted(SAMPLED))
			.metadata("PartitionContext", "{'PartitionId':'7','EventHubName':'readings'}")
			.host("00-%s-%s-01".formatted(HOST_TRACE, HOST), ""));
		this.spans.await(1);
		SpanData span = this.spans.first(SpanKind.CONSUMER);
		assertThat(span.getName()).isEqualTo("process readings");
		assertThat(span.getTraceId()).isEqualTo(TRACE);
		assertThat(span.getParentSpanId()).isEqualTo(CALLER);
		assertThat(RecordedSpans.attributes(span)).containsOnly(Map.entry("faas.trigger", "pubsub"),
				Map.entry("faas.coldstart", false), Map.entry("faas.invocation_id", "invocation-of-event"),
				Map.entry("faas.name", "event"), Map.entry("messaging.system", "eventhubs"),
				Map.entry("messaging.operation.name", "process"), Map.entry("messaging.operation.type", "process"),
				Map.entry("messaging.destination.name", "readings"),
				Map.entry("messaging.destination.partition.id", "7"),
				Map.entry("messaging.consumer.group.name", "billing"),
				Map.entry("azure.resource_provider.namespace", "Microsoft.EventHub"));
	}

	@Test
	void batchOfSeveralTracesStartsOneWithALinkToEach() throws Exception {
		worker.invoke(Trigger.text("events", "events", "['a','b','c']")
			.metadata("PropertiesArray",
					"[{'traceparent':'%s'},{'Diagnostic-Id':'00-%s-%s-01'},{}]".formatted(SAMPLED, HOST_TRACE, HOST)));
		this.spans.await(1);
		SpanData span = this.spans.first(SpanKind.CONSUMER);
		assertThat(span.getName()).isEqualTo("process %Readings%");
		assertThat(span.getParentSpanContext().isValid()).isFalse();
		assertThat(span.getLinks()).extracting(LinkData::getSpanContext)
			.extracting((sender) -> sender.getTraceId() + "-" + sender.getSpanId())
			.containsExactly(TRACE + "-" + CALLER, HOST_TRACE + "-" + HOST);
		assertThat(RecordedSpans.attributes(span)).containsEntry("messaging.batch.message_count", 3L);
	}

	@Test
	void batchOfOneTraceIsInIt() throws Exception {
		worker.invoke(Trigger.text("events", "events", "['a','b']")
			.metadata("PropertiesArray",
					"[{'traceparent':'%s'},{'traceparent':'00-%s-%s-01'}]".formatted(SAMPLED, TRACE, HOST)));
		this.spans.await(1);
		SpanData span = this.spans.first(SpanKind.CONSUMER);
		assertThat(span.getParentSpanId()).isEqualTo(CALLER);
		assertThat(span.getLinks()).extracting((link) -> link.getSpanContext().getSpanId()).containsExactly(HOST);
	}

	@Test
	void messageOfServiceBusIsInTheTraceOfItsSender() throws Exception {
		worker.invoke(Trigger.text("bus", "message", "bill")
			.metadata("ApplicationProperties", "{'Diagnostic-Id':'%s'}".formatted(SAMPLED))
			.metadata("MessageId", "'m-2'"));
		this.spans.await(1);
		SpanData span = this.spans.first(SpanKind.CONSUMER);
		assertThat(span.getName()).isEqualTo("process bills");
		assertThat(span.getParentSpanId()).isEqualTo(CALLER);
		assertThat(RecordedSpans.attributes(span)).containsEntry("messaging.system", "servicebus")
			.containsEntry("messaging.message.id", "m-2")
			.containsEntry("azure.resource_provider.namespace", "Microsoft.ServiceBus");
	}

	@Test
	void batchOfATopicHasItsSubscription() throws Exception {
		worker.invoke(Trigger.text("topic", "messages", "['a']")
			.metadata("UserPropertiesArray", "[{'traceparent':'%s'}]".formatted(SAMPLED)));
		this.spans.await(1);
		SpanData span = this.spans.first(SpanKind.CONSUMER);
		assertThat(span.getName()).isEqualTo("process news");
		assertThat(span.getParentSpanId()).isEqualTo(CALLER);
		assertThat(RecordedSpans.attributes(span)).containsEntry("messaging.destination.subscription.name", "print")
			.containsEntry("messaging.batch.message_count", 1L);
	}

	@Test
	void otherTriggersHaveASpanThatIsNamedAfterTheFunction() throws Exception {
		worker.invoke(Trigger.text("blob", "blob", "pixels"));
		this.spans.await(1);
		assertThat(this.spans.tree()).isEqualTo("SERVER blob\n");
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.SERVER))).containsOnly(
				Map.entry("faas.trigger", "datasource"), Map.entry("faas.coldstart", false),
				Map.entry("faas.invocation_id", "invocation-of-blob"), Map.entry("faas.name", "blob"));
	}

	@Test
	void exceptionFailsTheSpanAndReachesTheWorkerUnchanged() throws Exception {
		Throwable thrown = catchThrowable(() -> worker.invoke(request("broken", "/api/broken", Map.of())));
		assertThat(thrown).isInstanceOf(InvocationTargetException.class);
		assertThat(thrown.getCause()).isSameAs(MoreFunctions.FAILURE);
		assertThat(thrown.getSuppressed()).isEmpty();
		this.spans.await(1);
		SpanData span = this.spans.first(SpanKind.SERVER);
		assertThat(span.getName()).isEqualTo("GET /api/broken");
		assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
		assertThat(RecordedSpans.attributes(span)).containsEntry("error.type", "java.io.IOException")
			.containsEntry("http.response.status_code", 500L);
		assertThat(span.getEvents()).singleElement()
			.satisfies((event) -> assertThat(event.getAttributes().asMap().toString()).contains("java.io.IOException"));
	}

	@Test
	void statusFailsTheSpan() throws Exception {
		Object response = worker.invoke(request("unavailable", "/v1/status", Map.of()));
		assertThat(((HttpResponseMessage) response).getStatusCode()).isEqualTo(503);
		this.spans.await(1);
		SpanData span = this.spans.first(SpanKind.SERVER);
		assertThat(span.getName()).isEqualTo("GET /v1/status/{part?}");
		assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
		assertThat(RecordedSpans.attributes(span)).containsEntry("error.type", "503")
			.containsEntry("http.response.status_code", 503L);
	}

	@Test
	void missingOrderIsNoFailure() throws Exception {
		worker.invoke(order("99"));
		this.spans.await(2);
		SpanData span = this.spans.first(SpanKind.SERVER);
		assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
		assertThat(RecordedSpans.attributes(span)).containsEntry("http.response.status_code", 404L);
	}

	@Test
	void functionGetsAndReturnsWhatItWouldWithoutTracing() throws Exception {
		assertThat(worker.invoke(request("plain", "/api/plain", Map.of()))).isEqualTo("invocation-of-plain");
		assertThat(MoreFunctions.classLoader).isSameAs(AzureFunctionTests.class.getClassLoader());
		this.spans.await(1);
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.SERVER)))
			.doesNotContainKey("http.response.status_code");
	}

	@ParameterizedTest
	@CsvSource({ "/api/status, /api/status/{part?}", "/api/status/db, /api/status/{part?}", "/status, /status/{part?}",
			"/api/v1/STATUS/db, /api/v1/status/{part?}", "/other, /status/{part?}" })
	void routeHasThePrefixOfItsPath(String path, String route) throws Exception {
		worker.invoke(request("unavailable", path, Map.of()));
		this.spans.await(1);
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.SERVER))).containsEntry("http.route", route);
	}

	@Test
	void workerFindsTheMiddlewareOnce() {
		assertThat(worker.middlewares()).hasSize(2);
		assertThat(worker.middlewares().get(0)).isInstanceOf(AzureFunctionMiddleware.class);
	}

	@Test
	void spansAreOnlyMadeWhileTheSwitchIsOn() {
		LiveSwitch.offAndOn(TestedApplication.context(), "tracing.faas.enabled",
				(isOn) -> worker.invoke(Trigger.text("blob", "blob", "pixels")), """
						INTERNAL request
						SERVER blob
						""", "INTERNAL request\n");
	}

}
