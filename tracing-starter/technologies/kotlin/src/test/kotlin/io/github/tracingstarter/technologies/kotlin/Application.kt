package io.github.tracingstarter.technologies.kotlin

import io.github.tracingstarter.testing.RecordedSpans
import io.micrometer.observation.annotation.Observed
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.reactor.awaitSingle
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.slf4j.MDC
import org.springframework.beans.factory.annotation.Value
import org.springframework.boot.autoconfigure.EnableAutoConfiguration
import org.springframework.context.annotation.Bean
import org.springframework.context.annotation.Configuration
import org.springframework.context.annotation.Import
import org.springframework.core.PropagationContextElement
import org.springframework.data.annotation.Id
import org.springframework.data.repository.kotlin.CoroutineCrudRepository
import org.springframework.jdbc.core.JdbcTemplate
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType
import org.springframework.stereotype.Service
import org.springframework.transaction.annotation.Transactional
import org.springframework.web.bind.annotation.GetMapping
import org.springframework.web.bind.annotation.RestController
import org.springframework.web.reactive.function.client.WebClient
import org.springframework.web.reactive.function.client.awaitBody
import org.springframework.web.reactive.function.server.bodyValueAndAwait
import org.springframework.web.reactive.function.server.coRouter
import java.util.concurrent.CompletableFuture
import javax.sql.DataSource

/**
 * An application in Kotlin, which knows nothing of tracing but the annotation of a span.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(Endpoints::class, Items::class)
class Application {

	@Bean
	fun recordedSpans() = RecordedSpans()

	@Bean
	fun dataSource(): DataSource =
		EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2).generateUniqueName(true).build()

	@Bean
	fun jdbcTemplate(dataSource: DataSource) = JdbcTemplate(dataSource)

	@Bean
	fun routes(items: Items) = coRouter {
		GET("/functional/{id}") {
			delay(1)
			ok().bodyValueAndAwait(items.blocking())
		}
	}

}

data class Item(@Id val id: Long?, val name: String)

interface ItemRepository : CoroutineCrudRepository<Item, Long>

/** What the lines of the log would have. */
fun loggedTrace(): String = MDC.get("traceId") ?: "none"

@Service
class Items(private val jdbc: JdbcTemplate, private val repository: ItemRepository) {

	suspend fun blocking(): String = withContext(Dispatchers.IO) { query() }

	fun query(): String {
		jdbc.queryForObject("SELECT 1", Int::class.java)
		return loggedTrace()
	}

	@Transactional("connectionFactoryTransactionManager")
	suspend fun save(name: String): Long {
		delay(1)
		val saved = repository.save(Item(null, name))
		delay(1)
		return repository.findById(saved.id!!)!!.id!!
	}

	@Observed(name = "check", contextualName = "check")
	suspend fun check(): String {
		delay(1)
		return blocking()
	}

	suspend fun fail(): String {
		delay(1)
		throw IllegalStateException(blocking())
	}

	fun all(): Flow<Item> = repository.findAll()

}

@RestController
class Endpoints(
	private val items: Items,
	clients: WebClient.Builder,
	@param:Value("\${upstream}") private val upstream: String,
) {

	private val client = clients.build()

	@GetMapping("/log")
	suspend fun log(): String {
		val before = loggedTrace()
		delay(1)
		return "$before ${loggedTrace()}"
	}

	@GetMapping("/blocking/{id}")
	suspend fun blocking(): String = items.blocking()

	@GetMapping("/call")
	suspend fun call(): String {
		delay(1)
		client.get().uri(upstream).retrieve().awaitBody<String>()
		return items.query()
	}

	@GetMapping("/parts")
	suspend fun parts(): String = coroutineScope {
		val one = async(Dispatchers.Default) {
			delay(1)
			items.query()
		}
		launch {
			delay(1)
			items.query()
		}
		one.await()
	}

	@GetMapping("/flow")
	fun flow(): Flow<String> = flow {
		emit(loggedTrace() + " ")
		delay(1)
		emit(loggedTrace() + " ")
		emit(items.blocking())
	}

	@GetMapping("/suspended-flow")
	suspend fun suspendedFlow(): Flow<String> {
		delay(1)
		return flow()
	}

	@GetMapping("/transaction")
	suspend fun transaction(): String {
		items.save("pencil")
		return items.query()
	}

	@GetMapping("/repository")
	suspend fun repository(): String {
		delay(1)
		items.all().toList()
		return items.query()
	}

	@GetMapping("/span")
	suspend fun span(): String {
		items.check()
		return items.query()
	}

	@GetMapping("/failure")
	suspend fun failure(): String = items.fail()

	@GetMapping("/run-blocking")
	fun runBlocked(): String = runBlocking {
		delay(1)
		items.query()
	}

	@GetMapping("/run-blocking-elsewhere")
	fun runBlockedElsewhere(): String = runBlocking(Dispatchers.Default) { items.query() }

	@GetMapping("/run-blocking-with-element")
	fun runBlockedWithElement(): String = runBlocking(Dispatchers.Default + PropagationContextElement()) {
		delay(1)
		items.query()
	}

	@OptIn(DelicateCoroutinesApi::class)
	@GetMapping("/global-scope")
	suspend fun globalScope(): String {
		val result = CompletableFuture<String>()
		GlobalScope.launch { result.complete(items.blocking()) }
		return withContext(Dispatchers.IO) { result.get() }
	}

	@GetMapping("/own-scope")
	suspend fun ownScope(): String {
		val result = CompletableFuture<String>()
		CoroutineScope(Dispatchers.Default + PropagationContextElement()).launch {
			delay(1)
			result.complete(items.blocking())
		}
		return withContext(Dispatchers.IO) { result.get() }
	}

	@GetMapping("/mono")
	suspend fun mono(): String = kotlinx.coroutines.reactor.mono(Dispatchers.Default) {
		delay(1)
		items.blocking()
	}.awaitSingle()

}
