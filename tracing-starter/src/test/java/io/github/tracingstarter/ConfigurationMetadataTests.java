package io.github.tracingstarter;

import java.util.List;
import java.util.Map;

import io.github.tracingstarter.ConfigurationMetadata.Property;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an IDE offers when a user types {@code tracing.}.
 */
class ConfigurationMetadataTests {

	private final ConfigurationMetadata metadata = ConfigurationMetadata.read();

	@Test
	void everyPropertyHasADescription() {
		assertThat(this.metadata.properties()).isNotEmpty()
			.allSatisfy((property) -> assertThat(property.description()).as(property.name()).isNotBlank());
	}

	@Test
	void everyGroupHasADescription() {
		assertThat(this.metadata.groups().keySet())
			.containsAll(this.metadata.properties().stream().map(Property::group).toList());
	}

	@Test
	void everyEnumerationHasAHintForEachConstant() {
		List<Property> enumerations = this.metadata.properties()
			.stream()
			.filter((property) -> !property.constants().isEmpty())
			.toList();
		assertThat(enumerations).allSatisfy((property) -> {
			Map<String, String> values = this.metadata.hints().getOrDefault(property.name(), Map.of());
			assertThat(values.keySet()).as("hints of " + property.name())
				.containsExactlyInAnyOrderElementsOf(property.constants());
			assertThat(values.values()).as("descriptions of the hints of " + property.name())
				.noneMatch(String::isBlank);
		});
	}

	@Test
	void everyHintIsOfAProperty() {
		assertThat(this.metadata.properties().stream().map(Property::name).toList())
			.containsAll(this.metadata.hints().keySet());
	}

}
