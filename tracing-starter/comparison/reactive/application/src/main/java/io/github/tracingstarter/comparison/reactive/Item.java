package io.github.tracingstarter.comparison.reactive;

import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * An item of a user.
 *
 * @param id the primary key
 * @param userId the id of the user
 * @param title the title
 */
@Table("ITEMS")
record Item(@Id long id, long userId, String title) {

}
