package io.github.tracingstarter.ui;

import java.util.List;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class UiGateTests {

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "127.8.9.10", "::1", "0:0:0:0:0:0:0:1", "[::1]", "::1%lo", "::ffff:127.0.0.1",
			"::ffff:7f00:1" })
	void thisMachine(String address) {
		assertThat(UiGate.isLoopback(address)).isTrue();
	}

	@ParameterizedTest
	@NullAndEmptySource
	@ValueSource(strings = { "0.0.0.0", "::", "10.0.0.1", "192.168.1.5", "128.0.0.1", "::ffff:10.0.0.1", "fe80::1%lo",
			"::2", "localhost", "127.0.0.1.example.org", "127.0.0.1, 10.0.0.1", "127.1", "2130706433", "127.0.0.300",
			"unknown", ":::", "1:2" })
	void anotherMachineOrNoAddress(@Nullable String address) {
		assertThat(UiGate.isLoopback(address)).isFalse();
	}

	@Test
	void eachStartHasItsToken() {
		String token = new UiGate(List.of()).token();
		assertThat(token).matches("[0-9a-f]{32}").isNotEqualTo(new UiGate(List.of()).token());
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "*.example.org", "http://app", "app:8080", "", " app", "a/b" })
	void aHostNameIsNoPattern(String name) {
		assertThatExceptionOfType(InvalidTracingPropertyException.class).isThrownBy(() -> new UiGate(List.of(name)))
			.withMessage("tracing.ui.allowed-hosts=%s cannot be used because it is not a host name. ".formatted(name)
					+ "Write names such as app.localhost, without scheme, port or pattern.");
	}

}
