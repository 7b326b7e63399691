package io.github.tracingstarter.technologies.ai;

import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.semconv.ExceptionAttributes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AiTests {

	static final String STREAM = """
			SERVER GET /stream
			  INTERNAL invoke_agent
			    CLIENT chat gpt-test
			      CLIENT POST
			    INTERNAL execute_tool weather
			    CLIENT chat gpt-test
			      CLIENT POST
			""";

	private static final ModelServer server = new ModelServer();

	private static ConfigurableApplicationContext context;

	private static RestClient caller;

	private static RecordedSpans spans;

	@BeforeAll
	static void start() {
		context = AiApplication.start(server, WebApplicationType.SERVLET);
		spans = context.getBean(RecordedSpans.class);
		// Not a bean, so that it makes no spans.
		caller = RestClient
			.create("http://localhost:" + context.getEnvironment().getRequiredProperty("local.server.port"));
	}

	@AfterAll
	static void stop() {
		context.close();
		server.close();
	}

	@BeforeEach
	void clear() {
		spans.clear();
		server.clear();
	}

	private static String get(String path, String question) {
		String answer = caller.get().uri(path + "?question={question}", question).retrieve().body(String.class);
		spans.awaitEnd();
		return String.valueOf(answer);
	}

	private static List<Map<String, Object>> attributes(String name) {
		return spans.all()
			.stream()
			.filter((span) -> span.getName().equals(name))
			.map(RecordedSpans::attributes)
			.toList();
	}

	@Test
	void callWithAToolIsOneTree() {
		server.calls("weather", "{\"city\":\"Paris\"}");
		server.says("It rains in Paris.");
		assertThat(get("/ask", "Paris?")).isEqualTo("It rains in Paris.");
		assertThat(spans.tree()).isEqualTo("""
				SERVER GET /ask
				  INTERNAL invoke_agent
				    CLIENT chat gpt-test
				      CLIENT POST
				    INTERNAL execute_tool weather
				    CLIENT chat gpt-test
				      CLIENT POST
				""");
		assertThat(attributes("invoke_agent").get(0)).containsOnly(Map.entry("gen_ai.operation.name", "invoke_agent"),
				Map.entry("gen_ai.provider.name", "spring_ai"),
				Map.entry("gen_ai.conversation.id", AiApplication.CONVERSATION));
		Map<String, Object> asked = Map.ofEntries(Map.entry("gen_ai.operation.name", "chat"),
				Map.entry("gen_ai.provider.name", "openai"), Map.entry("gen_ai.request.model", "gpt-test"),
				Map.entry("gen_ai.request.temperature", 0.7),
				Map.entry("gen_ai.conversation.id", AiApplication.CONVERSATION),
				Map.entry("spring.ai.model.request.tool.names", List.of("weather")),
				Map.entry("gen_ai.response.id", "chatcmpl-1"), Map.entry("gen_ai.response.model", "gpt-test-2026"),
				Map.entry("gen_ai.response.finish_reasons", List.of("tool_calls")),
				Map.entry("gen_ai.usage.input_tokens", 21L), Map.entry("gen_ai.usage.output_tokens", 9L),
				Map.entry("gen_ai.usage.cache_read.input_tokens", 8L),
				Map.entry("gen_ai.usage.reasoning.output_tokens", 3L));
		assertThat(attributes("chat gpt-test").get(0)).containsExactlyInAnyOrderEntriesOf(asked);
		assertThat(attributes("chat gpt-test").get(1)).containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
			.hasSameSizeAs(asked);
		assertThat(attributes("execute_tool weather").get(0)).containsOnly(
				Map.entry("gen_ai.operation.name", "execute_tool"), Map.entry("gen_ai.tool.name", "weather"),
				Map.entry("gen_ai.tool.type", "function"), Map.entry("gen_ai.tool.call.id", "call_1"),
				Map.entry("gen_ai.tool.description", "The weather of a city"));
		assertThat(attributes("POST").get(0)).containsOnly(Map.entry("http.request.method", "POST"),
				Map.entry("http.response.status_code", 200L), Map.entry("server.address", "localhost"),
				Map.entry("server.port", (long) server.port()),
				Map.entry("url.full", server.url() + "/chat/completions"));
	}

	@Test
	void streamWithAToolIsOneTree() {
		server.calls("weather", "{\"city\":\"Paris\"}");
		server.says("It rains in Paris.");
		assertThat(get("/stream", "Paris?")).isEqualTo("It rains in Paris.");
		assertThat(spans.tree()).isEqualTo(STREAM);
		assertThat(attributes("chat gpt-test"))
			.allSatisfy((chat) -> assertThat(chat).containsEntry("gen_ai.request.stream", true)
				.containsEntry("gen_ai.conversation.id", AiApplication.CONVERSATION)
				.containsEntry("gen_ai.usage.input_tokens", 21L)
				.containsEntry("gen_ai.usage.output_tokens", 9L));
		assertThat(attributes("chat gpt-test")).extracting((chat) -> chat.get("gen_ai.response.finish_reasons"))
			.isEqualTo(List.of(List.of("tool_calls"), List.of("stop")));
		List<SpanData> calls = spans.all().stream().filter((span) -> span.getName().equals("POST")).toList();
		assertThat(server.received()).extracting(ModelServer.Received::parents)
			.isEqualTo(calls.stream()
				.map((call) -> List.of("00-%s-%s-03".formatted(call.getTraceId(), call.getSpanId())))
				.toList());
	}

	@Test
	void streamThatIsCancelledEndsItsSpans() {
		server.goesOn();
		server.says("It rains in Paris.");
		Span caller = context.getBean(Tracer.class).spanBuilder("caller").startSpan();
		Scope scope = caller.makeCurrent();
		try {
			assertThat(context.getBean(ChatController.class).stream("Paris?").blockFirst()).isEqualTo("It ");
		}
		finally {
			scope.close();
			caller.end();
		}
		spans.awaitEnd();
		assertThat(spans.tree()).isEqualTo("""
				INTERNAL caller
				  INTERNAL invoke_agent
				    CLIENT chat gpt-test
				      CLIENT POST
				""");
		assertThat(attributes("chat gpt-test").get(0)).containsEntry("gen_ai.response.finish_reasons",
				List.of("error"));
	}

	@Test
	void toolThatThrowsHasFailed() {
		server.calls("weather", "{\"city\":\"Atlantis\"}");
		server.says("I do not know.");
		assertThat(get("/ask", "Atlantis?")).isEqualTo("I do not know.");
		assertThat(spans.tree()).isEqualTo("""
				SERVER GET /ask
				  INTERNAL invoke_agent
				    CLIENT chat gpt-test
				      CLIENT POST
				    INTERNAL execute_tool weather !
				    CLIENT chat gpt-test
				      CLIENT POST
				""");
		assertThat(attributes("execute_tool weather").get(0)).containsEntry("error.type",
				"java.lang.IllegalStateException");
		assertThat(spans.named("execute_tool weather").getEvents()).hasSize(1);
		assertThat(server.received().get(1).body()).contains("No weather in Atlantis");
	}

	@Test
	void refusalOfTheProviderFailsTheSpans() {
		server.fails(429, "Too many questions about Paris");
		assertThatExceptionOfType(RestClientException.class).isThrownBy(() -> get("/ask", "Paris?"));
		spans.awaitEnd();
		assertThat(spans.tree()).isEqualTo("""
				SERVER GET /ask !
				  INTERNAL invoke_agent !
				    CLIENT chat gpt-test !
				      CLIENT POST !
				""");
		assertThat(attributes("chat gpt-test").get(0)).containsEntry("error.type",
				"com.openai.errors.RateLimitException");
		assertThat(attributes("POST").get(0)).containsEntry("error.type", "429")
			.containsEntry("http.response.status_code", 429L);
	}

	@Test
	void metersOfSpringAiAreWhatTheyWere() {
		MeterRegistry meters = context.getBean(MeterRegistry.class);
		meters.clear();
		server.says("It rains in Paris.");
		get("/ask", "Paris?");
		assertThat(meters.get("gen_ai.client.operation").timer().count()).isEqualTo(1);
		assertThat(meters.get("gen_ai.client.operation").timer().getId().getTag("gen_ai.system")).isEqualTo("openai");
		assertThat(meters.get("gen_ai.client.token.usage").tag("gen_ai.token.type", "input").counter().count())
			.isEqualTo(21);
		assertThat(meters.get("gen_ai.client.token.usage").tag("gen_ai.token.type", "output").counter().count())
			.isEqualTo(9);
		assertThat(meters.get("okhttp.requests").timer().count()).isEqualTo(1);
	}

	/**
	 * Neither in names and attributes, nor in messages of exceptions.
	 */
	@Test
	void nothingOfWhatIsSaidIsInASpan() {
		server.calls("weather", "{\"city\":\"Atlantis SECRET\"}");
		server.says("SECRET answer");
		server.fails(400, "The question SECRET is not allowed");
		server.fails(400, "The question SECRET is not allowed");
		ChatController controller = context.getBean(ChatController.class);
		assertThat(controller.ask("SECRET question")).isEqualTo("SECRET answer");
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> controller.ask("SECRET question"));
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> controller.stream("SECRET question").blockLast());
		controller.search("SECRET query");
		spans.awaitEnd();
		assertThat(spans.all()).hasSizeGreaterThan(10);
		assertThat(spans.all()).allSatisfy((span) -> assertThat(span.toString()).doesNotContain("SECRET"));
		assertThat(spans.all()).flatMap(SpanData::getEvents)
			.flatMap((event) -> event.getAttributes().asMap().values())
			.isNotEmpty()
			.allSatisfy((value) -> assertThat(value.toString()).doesNotContain("SECRET"));
		assertThat(spans.all()).flatMap(SpanData::getEvents)
			.extracting((event) -> event.getAttributes().get(ExceptionAttributes.EXCEPTION_MESSAGE))
			.contains("400: ?");
	}

	/**
	 * What Tomcat logs of a failure quotes the message of the provider.
	 */
	@Test
	void nothingOfWhatIsSaidIsInALogLine() {
		ListAppender<ILoggingEvent> lines = new ListAppender<>();
		lines.start();
		Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
		root.addAppender(lines);
		try {
			server.fails(400, "The question SECRET is not allowed");
			assertThatExceptionOfType(RestClientException.class).isThrownBy(() -> get("/ask", "Paris?"));
			spans.awaitEnd();
		}
		finally {
			root.detachAppender(lines);
		}
		AttributeRedaction redaction = context.getBean(AttributeRedaction.class);
		assertThat(lines.list).anySatisfy((line) -> {
			assertThat(line.getFormattedMessage()).contains("SECRET");
			assertThat(line.getThrowableProxy()).isNotNull();
		});
		assertThat(lines.list).allSatisfy((line) -> {
			assertThat(redaction.redactMessage(line.getFormattedMessage())).doesNotContain("SECRET");
			assertThat(redaction.redactStackTrace(ThrowableProxyUtil.asString(line.getThrowableProxy())))
				.doesNotContain("SECRET");
		});
	}

	@Test
	void requestCarriesTheTraceOnce() {
		server.says("It rains in Paris.");
		get("/ask", "Paris?");
		SpanData call = spans.named("POST");
		assertThat(server.received()).singleElement()
			.extracting(ModelServer.Received::parents)
			.isEqualTo(List.of("00-%s-%s-03".formatted(call.getTraceId(), call.getSpanId())));
	}

	@Test
	void searchInAVectorStoreHasTheSpanOfItsEmbedding() {
		// The first time, the store asks for the length of the vectors.
		get("/search", "Which city is wet?");
		spans.clear();
		assertThat(get("/search", "Which city is wet?")).isEqualTo("1");
		assertThat(spans.tree()).isEqualTo("""
				SERVER GET /search
				  CLIENT add in-memory-map
				    CLIENT embeddings embed-1
				      CLIENT POST
				  CLIENT query in-memory-map
				    CLIENT embeddings embed-1
				      CLIENT POST
				""");
		assertThat(attributes("query in-memory-map").get(0)).containsOnly(Map.entry("db.system.name", "simple"),
				Map.entry("db.operation.name", "query"), Map.entry("db.collection.name", "in-memory-map"),
				Map.entry("db.vector.dimension_count", 3L), Map.entry("db.search.similarity_metric", "cosine"),
				Map.entry("db.vector.query.top_k", 1L), Map.entry("db.vector.query.similarity_threshold", 0.25),
				Map.entry("db.response.returned_rows", 1L));
		assertThat(attributes("embeddings embed-1").get(0)).containsOnly(
				Map.entry("gen_ai.operation.name", "embeddings"), Map.entry("gen_ai.provider.name", "openai"),
				Map.entry("gen_ai.request.model", "embed-1"), Map.entry("gen_ai.response.model", "embed-1-large"),
				Map.entry("gen_ai.usage.input_tokens", 5L));
	}

}
