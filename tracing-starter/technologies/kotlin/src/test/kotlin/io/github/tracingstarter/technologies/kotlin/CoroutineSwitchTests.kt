package io.github.tracingstarter.technologies.kotlin

import io.github.tracingstarter.testing.RecordedSpans
import io.github.tracingstarter.testing.Upstream
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource
import org.springframework.boot.WebApplicationType

/**
 * What becomes of coroutines when the propagation in Reactor is off. No other application
 * may live at that time, as Reactor has one set of hooks for all.
 */
class CoroutineSwitchTests {

	@ParameterizedTest
	@EnumSource(WebApplicationType::class, names = ["SERVLET", "REACTIVE"])
	fun statementsOnOtherThreadsAreInNoTraceWhenOff(type: WebApplicationType) {
		Upstream().use { upstream ->
			CoroutineContract.start(type, upstream, "--tracing.reactor.enabled=false").use { context ->
				val spans = context.getBean(RecordedSpans::class.java)
				spans.clear()
				assertThat(CoroutineContract.getAsync(context, "/parts").join().body()).isEqualTo("none")
				spans.await(1)
				assertThat(spans.tree()).isEqualTo("SERVER GET /parts\n")
			}
		}
	}

}
