package io.github.tracingstarter.sample.item;

import org.jspecify.annotations.Nullable;

record ItemResponse(@Nullable Long id, String title, @Nullable String description, int priority) {

	static ItemResponse of(Item item) {
		return new ItemResponse(item.getId(), item.getTitle(), item.getDescription(), item.getPriority());
	}

}
