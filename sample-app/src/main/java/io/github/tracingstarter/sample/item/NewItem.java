package io.github.tracingstarter.sample.item;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

record NewItem(@NotBlank @Size(max = 100) String title, @Size(max = 1000) @Nullable String description,
		@NotNull @Min(1) @Max(5) Integer priority) {
}
