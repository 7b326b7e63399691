package io.github.tracingstarter.instrument.http;

import java.util.List;
import java.util.Set;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Which header names can be listed. The results are tested for each server and client.
 */
class HeaderCaptureTests {

	@ParameterizedTest
	@ValueSource(strings = { "*", "X-*", "", " ", "X Tenant", "X-Tenant:" })
	void whatIsNoNameIsRefused(String name) {
		assertThatExceptionOfType(InvalidTracingPropertyException.class)
			.isThrownBy(() -> new WebProperties(true, List.of(), true, true, Set.of(), Set.of(name), false))
			.withMessageContaining("tracing.web.response-headers=" + name
					+ " cannot be used because it is not the name of a header. Write the names of headers");
		assertThatExceptionOfType(InvalidTracingPropertyException.class)
			.isThrownBy(() -> new ClientHeaderProperties(Set.of(name), Set.of()))
			.withMessageContaining("tracing.client.request-headers=" + name);
	}

	@Test
	void namesMayHaveBlanksAroundThem() {
		assertThatNoException().isThrownBy(() -> new ClientHeaderProperties(Set.of(" X-Tenant "), Set.of("etag")));
	}

}
