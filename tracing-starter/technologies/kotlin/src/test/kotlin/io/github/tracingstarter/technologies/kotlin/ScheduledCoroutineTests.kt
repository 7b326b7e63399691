package io.github.tracingstarter.technologies.kotlin

import io.github.tracingstarter.testing.RecordedSpans
import kotlinx.coroutines.delay
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.springframework.boot.WebApplicationType
import org.springframework.boot.builder.SpringApplicationBuilder
import org.springframework.context.annotation.Bean
import org.springframework.context.annotation.Configuration
import org.springframework.scheduling.annotation.EnableScheduling
import org.springframework.scheduling.annotation.Scheduled

/**
 * Scheduled methods that suspend.
 */
class ScheduledCoroutineTests {

	@Test
	fun runOfASuspendingMethodIsOneTrace() {
		SpringApplicationBuilder(Application::class.java, Scheduling::class.java).web(WebApplicationType.NONE).run(
			"--spring.r2dbc.url=r2dbc:h2:mem:///" + java.util.UUID.randomUUID(),
			"--tracing.exporters=none",
			"--upstream=http://localhost",
		).use { context ->
			val spans = context.getBean(RecordedSpans::class.java)
			spans.await(2)
			assertThat(spans.tree()).isEqualTo("INTERNAL Jobs.tidy\n  CLIENT SELECT\n")
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	class Scheduling {

		@Bean
		fun jobs(items: Items) = Jobs(items)

	}

	class Jobs(private val items: Items) {

		@Scheduled(fixedDelay = 3_600_000)
		suspend fun tidy() {
			delay(1)
			items.blocking()
		}

	}

}
