### Clauses in words, with every figure that decides.

clause-kind-line-keep-side = Оставаться на своей стороне линии
clause-kind-air-separation = Соблюдать минимумы эшелонирования
clause-kind-site-stand-off = Держаться в удалении от защищаемых сил
clause-kind-notice-hazard = Заранее уведомлять об опасностях
clause-kind-channel-daily-call = Ежедневный вызов
clause-kind-ground-build-up = Наращивание наземных сил
clause-kind-air-activity = Действия авиации вблизи места
clause-kind-spectrum-interference = Помехи навигации
clause-kind-zone-cease-fire = Зона прекращения огня
clause-kind-contact-senior = Контакты старших начальников

clause-side-left = { $party } — слева
clause-side-right = { $party } — справа
clause-side-area = Каждая сторона остаётся по свою сторону линии { $line } в районе { $area }: { $sides }, если смотреть от её первой точки к последней.
clause-side-reach = Каждая сторона остаётся по свою сторону линии { $line } в пределах прямоугольника вокруг неё (отступ — { $reach }): { $sides }, если смотреть от её первой точки к последней.
clause-side-counts = Заход за линию отмечается на глубине свыше { $buffer } и учитывается, если длится на такой глубине не менее { $shortest }; заходы, разделённые менее чем { $rejoin }, считаются одним.
clause-side-counts-any = Заход за линию отмечается на глубине свыше { $buffer } и учитывается независимо от длительности; заходы, разделённые менее чем { $rejoin }, считаются одним.
clause-gap = Перерывы в донесениях свыше { $gap } не интерполируются.

clause-apart-any = Расстояние между любыми двумя воздушными судами (ВС) не должно одновременно быть менее { $horizontal } по горизонтали и менее { $vertical } по вертикали.
clause-apart-one = Расстояние между воздушным судном (ВС) указанной стороны ({ $party }) и любым другим ВС не должно одновременно быть менее { $horizontal } по горизонтали и менее { $vertical } по вертикали.
clause-apart-two = Расстояние между воздушными судами (ВС) двух сторон ({ $one }; { $other }) не должно одновременно быть менее { $horizontal } по горизонтали и менее { $vertical } по вертикали.
clause-apart-level = Высоты считаются известными не точнее чем до { $tolerance }.
clause-apart-near = Опасное сближение: менее { $horizontal } и менее { $vertical }.
clause-apart-near-slant = Опасное сближение: менее { $horizontal } и менее { $vertical } либо наклонное расстояние менее { $slant }.

clause-away = Воздушные суда ({ $who }) не находятся дольше { $stay } в радиусе { $radius } от защищаемого объекта ({ $sites }); защищаемая сторона: { $whose }.
clause-away-overhead = Воздушные суда ({ $who }) не находятся дольше { $stay } в радиусе { $radius } от защищаемого объекта ({ $sites }) и дольше { $overhead } над ним, в радиусе { $overhead-radius }; защищаемая сторона: { $whose }.
clause-away-unseen = Время без наблюдения до { $same } не разрывает пребывание и в него не засчитывается.

clause-hazard = Об опасностях уведомляют не менее чем за { $lead }.
clause-exempt = Исключения: { $what }.
clause-exempt-emergency = аварийная ситуация
clause-exempt-notified = по уведомлению

clause-heights-from = Действует от { $floor }.
clause-heights-to = Действует до { $ceiling }.
clause-heights-between = Действует от { $floor } до { $ceiling }.
clause-height-baro = { $height } (барометрическая высота)
clause-height-geo = { $height } (над эллипсоидом)
clause-height-amsl = { $height } (над средним уровнем моря)
clause-height-agl = { $height } (над землёй)

clause-default-fastest = наибольшая скорость, при которой данные считаются полётом
clause-default-manoeuvre = наибольшее допускаемое ускорение между донесениями
clause-default-rejoin = заходы объединяются при промежутке менее
clause-default-same-stay = пребывания объединяются через время без наблюдения до
