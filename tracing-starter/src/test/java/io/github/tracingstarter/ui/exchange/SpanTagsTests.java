package io.github.tracingstarter.ui.exchange;

import io.opentelemetry.api.trace.StatusCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the tags for data without a field in other formats.
 */
class SpanTagsTests {

	private final SpanDraft draft = new SpanDraft();

	@ParameterizedTest
	@CsvSource({ "OK,OK", "ERROR,ERROR", "UNSET,UNSET", "error,UNSET", "'',UNSET" })
	void theStatusIsReadAsItIsSpecified(String value, StatusCode status) {
		assertThat(SpanTags.read("otel.status_code", value, this.draft)).isTrue();
		assertThat(this.draft.status).isEqualTo(status);
	}

	@Test
	void aStatusThatIsUnknownChangesNothing() {
		this.draft.status = StatusCode.ERROR;
		assertThat(SpanTags.read("otel.status_code", "FINE", this.draft)).isTrue();
		assertThat(this.draft.status).isEqualTo(StatusCode.ERROR);
	}

	@Test
	void descriptionAndScopeAreRead() {
		assertThat(SpanTags.read("otel.status_description", "no paper", this.draft)).isTrue();
		assertThat(SpanTags.read("otel.scope.name", "scope", this.draft)).isTrue();
		assertThat(SpanTags.read("otel.scope.version", "1.2", this.draft)).isTrue();
		assertThat(this.draft.statusDescription).isEqualTo("no paper");
		assertThat(this.draft.scope).isEqualTo("scope");
		assertThat(this.draft.scopeVersion).isEqualTo("1.2");
		assertThat(SpanTags.read("otel.library.name", "old scope", this.draft)).isTrue();
		assertThat(SpanTags.read("otel.library.version", "0.9", this.draft)).isTrue();
		assertThat(this.draft.scope).isEqualTo("old scope");
		assertThat(this.draft.scopeVersion).isEqualTo("0.9");
	}

	@ParameterizedTest
	@CsvSource({ "http.method", "otel.other", "OTEL.STATUS_CODE", "error" })
	void anyOtherTagIsAnAttribute(String key) {
		assertThat(SpanTags.read(key, "x", this.draft)).isFalse();
		assertThat(this.draft.status).isEqualTo(StatusCode.UNSET);
		assertThat(this.draft.scope).isEmpty();
	}

}
