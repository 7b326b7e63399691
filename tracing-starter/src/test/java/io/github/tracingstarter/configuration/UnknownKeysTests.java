package io.github.tracingstarter.configuration;

import java.net.URI;
import java.net.URL;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

class UnknownKeysTests {

	@Test
	void namesTheNearestKnownKey() {
		assertThat(find(Map.of("tracing.web.exlude", "/x")))
			.isEqualTo(Map.of("tracing.web.exlude", "tracing.web.exclude"));
		assertThat(find(Map.of("tracing.enable", "true"))).isEqualTo(Map.of("tracing.enable", "tracing.enabled"));
	}

	@Test
	void acceptsEveryFormOfAKnownKey() {
		assertThat(find(Map.of("tracing.web.exclude[0]", "/x", "tracing.web.excludeActuator", "true",
				"tracing.web.exclude-static-resources", "true", "other.web.exlude", "x")))
			.isEmpty();
	}

	@Test
	void readsEnvironmentVariables() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
							Map.of("TRACING_WEB_EXCLUDE", "/x", "TRACING_WEB_ENABLD", "true")));
		assertThat(new UnknownKeys(environment).find()).isEqualTo(Map.of("TRACING_WEB_ENABLD", "tracing.web.enabled"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "file:/app/classes/", "jar:file:/lib/tracing-starter.jar!/",
			"jar:file:/app.jar!/BOOT-INF/lib/tracing-starter.jar!/" })
	void readsTheMetadataOfItsOwnJarWhicheverStandsFirst(String place) throws Exception {
		URL own = URI.create(place + "a/B.class").toURL();
		URL ours = URI.create(place + "META-INF/spring-configuration-metadata.json").toURL();
		URL theirs = URI.create("jar:file:/lib/spring-boot.jar!/META-INF/spring-configuration-metadata.json").toURL();
		assertThat(KnownProperties.beside(own, "a/B.class", List.of(theirs, ours))).isSameAs(ours);
		assertThat(KnownProperties.beside(own, "a/B.class", List.of(theirs))).isNull();
	}

	private static Map<String, String> find(Map<String, Object> properties) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
		return new UnknownKeys(environment).find();
	}

}
