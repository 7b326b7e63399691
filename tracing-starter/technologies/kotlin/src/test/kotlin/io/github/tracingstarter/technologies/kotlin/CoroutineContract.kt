package io.github.tracingstarter.technologies.kotlin

import io.github.tracingstarter.testing.RecordedSpans
import io.github.tracingstarter.testing.Upstream
import io.opentelemetry.api.trace.SpanKind
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource
import org.springframework.boot.WebApplicationType
import org.springframework.boot.builder.SpringApplicationBuilder
import org.springframework.context.ConfigurableApplicationContext
import org.springframework.r2dbc.core.DatabaseClient
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.util.concurrent.CompletableFuture

/**
 * Coroutines of requests stay in the trace of the request, on whatever thread they go on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CoroutineContract(private val type: WebApplicationType) {

	private val upstream = Upstream()

	private lateinit var context: ConfigurableApplicationContext

	protected val spans: RecordedSpans
		get() = context.getBean(RecordedSpans::class.java)

	@BeforeAll
	fun start() {
		context = start(type, upstream)
	}

	@AfterAll
	fun stop() {
		context.close()
		upstream.close()
	}

	@BeforeEach
	fun forget() {
		spans.clear()
		upstream.received().clear()
	}

	@Test
	fun linesOfTheLogHaveTheTraceAfterASuspension() {
		val traces = get("/log").body().split(" ")
		assertThat(spans.await(1)).hasSize(1)
		assertThat(traces).hasSize(2).containsOnly(trace())
	}

	@ParameterizedTest
	@CsvSource(
		"/blocking/1, /blocking/{id}, 1",
		"/parts, /parts, 2",
		"/flow, /flow, 1",
		"/suspended-flow, /suspended-flow, 1",
		"/run-blocking, /run-blocking, 1",
		"/run-blocking-with-element, /run-blocking-with-element, 1",
		"/own-scope, /own-scope, 1",
		"/mono, /mono, 1",
	)
	fun statementsOnOtherThreadsBelongToTheRequest(path: String, route: String, statements: Int) {
		val answer = get(path).body()
		spans.await(statements + 1)
		assertThat(spans.tree()).isEqualTo("SERVER GET $route\n" + "  CLIENT SELECT\n".repeat(statements))
		assertThat(answer.trim().split(" ")).containsOnly(trace())
	}

	@Test
	fun callBelongsToTheRequestAndCarriesItsTrace() {
		val logged = get("/call").body()
		spans.await(3)
		assertThat(spans.tree()).isEqualTo("SERVER GET /call\n  CLIENT GET\n  CLIENT SELECT\n")
		assertThat(logged).isEqualTo(trace())
		assertThat(upstream.only().header("traceparent").single()).contains(spans.named("GET").spanId)
	}

	@Test
	fun transactionOfASuspendingMethodIsPartOfTheRequest() {
		get("/transaction")
		spans.await(4)
		assertThat(spans.tree()).isEqualTo(
			"SERVER GET /transaction\n  CLIENT INSERT ITEM\n  CLIENT SELECT ITEM\n  CLIENT SELECT\n"
		)
	}

	@Test
	fun repositoryOfCoroutinesIsPartOfTheRequest() {
		get("/repository")
		spans.await(3)
		assertThat(spans.tree()).isEqualTo("SERVER GET /repository\n  CLIENT SELECT ITEM\n  CLIENT SELECT\n")
	}

	@Test
	fun whatAnObservedSuspendingMethodDoesIsBelowItsSpanAndTheRestIsNot() {
		get("/span")
		spans.await(4)
		assertThat(spans.tree()).isEqualTo("SERVER GET /span\n  INTERNAL check\n    CLIENT SELECT\n  CLIENT SELECT\n")
	}

	@Test
	fun exceptionAfterASuspensionFailsTheRequest() {
		assertThat(get("/failure").statusCode()).isEqualTo(500)
		spans.await(2)
		assertThat(spans.tree()).isEqualTo("SERVER GET /failure !\n  CLIENT SELECT\n")
		val server = spans.first(SpanKind.SERVER)
		assertThat(RecordedSpans.attributes(server)).containsEntry("error.type", "java.lang.IllegalStateException")
	}

	/** What docs/coverage.md says that needs code. */
	@ParameterizedTest
	@CsvSource("/global-scope", "/run-blocking-elsewhere")
	fun coroutineWithoutATraceOfItsOwnLosesItOnOtherThreads(path: String) {
		assertThat(get(path).body()).isEqualTo("none")
		spans.await(1)
		assertThat(spans.tree()).isEqualTo("SERVER GET $path\n")
	}

	@Test
	fun requestsAtTheSameTimeDoNotMix() {
		val answers = (1..40).map { getAsync("/parts") }.map { it.join().body() }
		val all = spans.await(120)
		assertThat(all.map { it.traceId }.distinct()).hasSize(40).containsExactlyInAnyOrderElementsOf(answers)
		assertThat(all.groupingBy { it.traceId }.eachCount().values).containsOnly(3)
		assertThat(all.filter { it.kind == SpanKind.CLIENT }.map { it.parentSpanId })
			.isSubsetOf(all.filter { it.kind == SpanKind.SERVER }.map { it.spanId })
	}

	protected fun get(path: String): HttpResponse<String> = getAsync(path).join()

	private fun getAsync(path: String): CompletableFuture<HttpResponse<String>> = getAsync(context, path)

	protected fun trace(): String = spans.first(SpanKind.SERVER).traceId

	companion object {

		private val client = HttpClient.newHttpClient()

		fun getAsync(context: ConfigurableApplicationContext, path: String): CompletableFuture<HttpResponse<String>> {
			val port = context.environment.getProperty("local.server.port")
			val request = HttpRequest.newBuilder(URI("http://localhost:$port$path")).build()
			return client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
		}

		fun start(type: WebApplicationType, upstream: Upstream, vararg properties: String): ConfigurableApplicationContext {
			val context = SpringApplicationBuilder(Application::class.java).web(type).run(
				"--server.port=0",
				"--spring.main.banner-mode=off",
				"--spring.r2dbc.url=r2dbc:h2:mem:///" + java.util.UUID.randomUUID(),
				"--tracing.exporters=none",
				"--upstream=" + upstream.url("/"),
				*properties,
			)
			context.getBean(DatabaseClient::class.java)
				.sql("CREATE TABLE item (id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, name VARCHAR(10))")
				.then()
				.block()
			return context
		}

	}

}
