package io.github.tracingstarter.sample.item;

import java.util.List;

import io.github.tracingstarter.sample.user.User;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface ItemRepository extends JpaRepository<Item, Long> {

	List<Item> findByOwnerOrderById(User owner);

	@Query("select i.title from Item i order by i.priority desc, i.id limit 3")
	List<String> findMostUrgentTitles();

}
