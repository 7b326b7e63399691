package io.github.tracingstarter.technologies.kotlin

import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.springframework.boot.WebApplicationType

/**
 * Coroutines of WebFlux.
 */
class WebFluxCoroutineTests : CoroutineContract(WebApplicationType.REACTIVE) {

	@Test
	fun routeOfCoroutinesIsPartOfTheRequest() {
		val logged = get("/functional/1").body()
		spans.await(2)
		assertThat(spans.tree()).isEqualTo("SERVER GET /functional/{id}\n  CLIENT SELECT\n")
		assertThat(logged).isEqualTo(trace())
	}

}
