package io.github.tracingstarter.ui.settings;

import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.RecordedSpans;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * An application with the page on.
 */
@SpringBootConfiguration
@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
		"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
class SettingsApplication {

	static ConfigurableApplicationContext run(String... arguments) {
		return builder().run(arguments);
	}

	static SpringApplicationBuilder builder() {
		return new SpringApplicationBuilder(SettingsApplication.class).properties("spring.main.banner-mode=off",
				"server.port=0", "tracing.ui.enabled=true", "tracing.exporters=none");
	}

	static Http http(ConfigurableApplicationContext application) {
		return new Http(application.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	@Bean
	RecordedSpans recordedSpans() {
		return new RecordedSpans();
	}

	@Bean
	@Primary
	ListedTraces listedTraces() {
		return new ListedTraces();
	}

	@Bean
	TomcatServletWebServerFactory tomcatServletWebServerFactory() {
		return new TomcatServletWebServerFactory();
	}

	@RestController
	static class Endpoints {

		@GetMapping("/users/{id}")
		String user(@PathVariable String id) {
			return id;
		}

		@GetMapping("/fails")
		void fail() {
			throw new ResponseStatusException(HttpStatus.INTERNAL_SERVER_ERROR);
		}

		@GetMapping("/ping")
		String ping() {
			return "pong";
		}

	}

}
